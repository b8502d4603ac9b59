import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import { createDatabase } from './client.ts'

/** Folder of the migrations: `NNNN_what_they_do.sql`, in the order of `meta/_journal.json`. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** Advisory lock that serializes the migrations of starting servers. An arbitrary constant. */
const MIGRATION_LOCK = 4_076_172_001
const MIGRATION_STATEMENT_MS = 120_000

/**
 * Migrates the database to the current schema. Safe to call concurrently: one server migrates, the others wait for its transaction and
 * find nothing to do. The lock is held by the transaction, so a pooler cannot orphan it.
 * @throws if the database is unreachable or a migration fails; in that case nothing is applied
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const db = createDatabase(databaseUrl, {
    max: 1,
    name: 'hourglass-migrate',
    statementTimeoutMs: MIGRATION_STATEMENT_MS,
  })
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
      await applyMigrations(tx as unknown as Parameters<typeof applyMigrations>[0], { migrationsFolder })
    })
  } finally {
    await db.$client.end()
  }
}
