export * from './addresses.ts'
export * from './code.ts'
export * from './hourly.ts'
export * from './webhook-url.ts'
