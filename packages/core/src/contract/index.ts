export * from './bounds.ts'
export * from './outcomes.ts'
export * from './schemas.ts'
export type * from './views.ts'
