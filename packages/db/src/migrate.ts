import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import { createDatabase } from './client.ts'

/** Where the migrations are: `NNNN_what_they_do.sql`, in the order of `meta/_journal.json`. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** Any constant that nobody else locks: all starting servers meet here. */
const MIGRATION_LOCK = 4_076_172_001
const MIGRATION_STATEMENT_MS = 120_000

/**
 * Brings the database to the present schema. Ten servers may call it at once: one migrates, the others wait for
 * its transaction and find nothing to do. The lock belongs to the transaction, so that no pooler can orphan it.
 * @throws when the database cannot be reached or a migration fails; nothing is half applied then.
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
