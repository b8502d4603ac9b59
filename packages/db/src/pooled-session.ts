import { sql } from 'drizzle-orm'
import { type Database, QUERY_TIMEOUT_MS, STATEMENT_TIMEOUT_MS } from './client.ts'

/** A session that a pooler lends may forget a committed sale, or keep others waiting for ever. The message says what to do. */
export class UnsafeSession extends Error {
  override name = 'UnsafeSession'
}

/** Off, a committed sale could be forgotten. */
const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'] as const
/** A lock that is kept for longer than its client waits keeps everybody waiting. */
const TIMEOUTS = ['statement_timeout', 'idle_in_transaction_session_timeout'] as const

/**
 * Looks at a session that was not asked for any setting: what it has, it has from its role.
 * @throws UnsafeSession when a promise could not be kept with it; whatever the query throws
 */
export async function checkPooledSession(db: Database): Promise<void> {
  const wrong = await unsafeSettings(db)
  if (wrong.length > 0) throw new UnsafeSession(wrong.join(' '))
}

/** What is wrong with such a session, a sentence each that says what to do. */
export async function unsafeSettings(db: Database): Promise<string[]> {
  const names = [...DURABILITY, ...TIMEOUTS]
  const { rows } = await db.execute<{ name: string; setting: string; role: string }>(
    sql`SELECT name, setting, quote_ident(current_user) AS role FROM pg_settings WHERE name IN ${names}`,
  )
  return rows.flatMap(({ name, setting, role }) => {
    if (DURABILITY.some((known) => known === name)) {
      if (setting !== 'off') return []
      const how =
        name === 'synchronous_commit' ? `ALTER ROLE ${role} SET ${name} = on` : 'it is a setting of the server'
      return [`${name} is off behind DATABASE_POOLER and a sale that was promised could be forgotten: ${how}.`]
    }
    const ms = Number(setting)
    if (ms > 0 && ms <= QUERY_TIMEOUT_MS) return []
    return [`${name} is ${ms} ms behind DATABASE_POOLER: ALTER ROLE ${role} SET ${name} = ${STATEMENT_TIMEOUT_MS}.`]
  })
}
