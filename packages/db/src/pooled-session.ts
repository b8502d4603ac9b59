import { sql } from 'drizzle-orm'
import { type Database, QUERY_TIMEOUT_MS, STATEMENT_TIMEOUT_MS } from './client.ts'

/** A pooled session may lose committed sales or hold locks forever. The message says what to do. */
export class UnsafeSession extends Error {
  override name = 'UnsafeSession'
}

/** If one of these is off, a crash can lose committed sales. */
const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'] as const
/** Without these timeouts a session can hold a lock after its client has given up, and block all others. */
const TIMEOUTS = ['statement_timeout', 'idle_in_transaction_session_timeout'] as const

/**
 * Checks a session without client settings: all of its settings come from the role and the server.
 * @throws UnsafeSession if a setting endangers a guarantee; any error of the query
 */
export async function checkPooledSession(db: Database): Promise<void> {
  const wrong = await unsafeSettings(db)
  if (wrong.length > 0) throw new UnsafeSession(wrong.join(' '))
}

/** The unsafe settings of such a session, one sentence with a remedy for each. */
export async function unsafeSettings(db: Database): Promise<string[]> {
  const names = [...DURABILITY, ...TIMEOUTS]
  const { rows } = await db.execute<{ name: string; setting: string; role: string }>(
    sql`SELECT name, setting, quote_ident(current_user) AS role FROM pg_settings WHERE name IN ${names}`,
  )
  return rows.flatMap(({ name, setting, role }) => {
    if (DURABILITY.some((known) => known === name)) {
      if (setting !== 'off') return []
      const how =
        name === 'synchronous_commit' ? `ALTER ROLE ${role} SET ${name} = on` : 'set it in the server configuration'
      return [`${name} is off behind DATABASE_POOLER, so a crash can lose committed sales: ${how}.`]
    }
    const ms = Number(setting)
    if (ms > 0 && ms <= QUERY_TIMEOUT_MS) return []
    return [`${name} is ${ms} ms behind DATABASE_POOLER: ALTER ROLE ${role} SET ${name} = ${STATEMENT_TIMEOUT_MS}.`]
  })
}
