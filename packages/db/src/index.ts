export {
  type ClientOptions,
  CONNECT_TIMEOUT_MS,
  createDatabase,
  createPool,
  type Database,
  isFailedQuery,
  QUERY_TIMEOUT_MS,
} from './client.ts'
export { migrate, migrationsFolder } from './migrate.ts'
export { pendingMigrations } from './pending-migrations.ts'
export * as schema from './schema.ts'
