export * from './code.ts'
export * from './hourly.ts'
