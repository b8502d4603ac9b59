import { sql } from 'drizzle-orm'
import type { Context } from '../../src/operations/index.ts'

/**
 * Behind the clock of the machine, so that a sale which has started by the world's clock has started by Redis's, too, however much time
 * passes in the world.
 */
const BEHIND_MS = 30 * 86_400_000

/** PostgreSQL's clock in one database, which a world moves forward. */
export interface WorldClock {
  /** In ms since 1970. */
  now(): number
  pass(ms: number): Promise<void>
  /** Goes back to where worlds begin. */
  reset(): Promise<void>
}

/**
 * Replaces PostgreSQL's clock in a database, for sessions that are opened afterwards: functions of the same names come first in the
 * search path. The offset is a sequence, because its value does not depend on a snapshot. Stored times are as the ledger wrote them.
 */
export async function replaceClock({ db }: Pick<Context, 'db'>): Promise<WorldClock> {
  const shifted = (name: string, volatility: string) => `
    CREATE FUNCTION worlds.${name}() RETURNS timestamptz LANGUAGE sql ${volatility}
      AS $$ SELECT pg_catalog.${name}() + (SELECT last_value FROM worlds.shift_ms) * interval '1 millisecond' $$;`
  await db.execute(
    sql.raw(`
    CREATE SCHEMA worlds;
    CREATE SEQUENCE worlds.shift_ms MINVALUE -1000000000000;
    ${shifted('clock_timestamp', 'VOLATILE')}
    ${shifted('now', 'STABLE')}
    DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET search_path = public, worlds, pg_catalog', current_database());
    END $$;`),
  )
  let shiftMs = 0
  let moved: Promise<unknown> = Promise.resolve()
  /** One move after another, so that concurrent ones cannot arrive in another order. */
  async function moveTo(ms: number): Promise<void> {
    shiftMs = ms
    moved = moved.then(() => db.execute(sql`SELECT setval('worlds.shift_ms', ${ms}::bigint)`))
    await moved
  }
  await moveTo(-BEHIND_MS)
  return {
    now: () => Date.now() + shiftMs,
    pass: (ms) => moveTo(shiftMs + ms),
    reset: () => moveTo(-BEHIND_MS),
  }
}
