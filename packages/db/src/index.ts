export {
  type ClientOptions,
  CONNECT_TIMEOUT_MS,
  createDatabase,
  createPool,
  type Database,
  isFailedQuery,
  openAll,
  POOLERS,
  type Pool,
  type Pooler,
  QUERY_TIMEOUT_MS,
  STATEMENT_TIMEOUT_MS,
  type Transaction,
} from './client.ts'
export { migrate, migrationsFolder } from './migrate.ts'
export { pendingMigrations } from './pending-migrations.ts'
export { checkPooledSession, UnsafeSession, unsafeSettings } from './pooled-session.ts'
export * as schema from './schema.ts'
export { name, names, type Statement, statement } from './statement.ts'
