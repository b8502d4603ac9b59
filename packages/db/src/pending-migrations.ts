import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { Database } from './client.ts'
import { migrationsFolder } from './migrate.ts'

/** Names of the migrations that the database does not have yet, in order. @throws if the database is unreachable */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const { entries } = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[]
  }
  const { rows: there } = await db.execute<{ there: boolean }>(
    sql`SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS there`,
  )
  if (!there[0]?.there) return entries.map(({ tag }) => tag)
  const { rows } = await db.execute<{ last: string | null }>(
    sql`SELECT max(created_at)::text AS last FROM drizzle.__drizzle_migrations`,
  )
  const last = Number(rows[0]?.last ?? 0)
  return entries.filter(({ when }) => when > last).map(({ tag }) => tag)
}
