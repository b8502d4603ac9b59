import { type Database, schema } from '@hourglass/db'
import { type SQL, sql } from 'drizzle-orm'
import { CART_TTL_MS, IDEMPOTENCY_KEPT_MS } from '../../ledger/index.ts'
import { digestKeptMs, hasUnits } from '../account/deleted-accounts.ts'
import type { Context } from '../runtime/context.ts'

const {
  accountSessions,
  accountVerifications,
  carts,
  deletedAccounts,
  doneRequests,
  healthProbes,
  idempotencyKeys,
  operatorActions,
  paymentEvents,
} = schema

/** Most rows per DELETE, a few milliseconds of work. */
const PRUNE_ROWS_MAX = 1_000
/** A provider repeats an event for days, not for a month. */
const PAYMENT_EVENTS_KEPT_MS = 30 * 24 * 3_600_000
/** Most DELETEs per run and table. The next run continues. */
const PRUNE_BATCHES_MAX = 100

/**
 * Deletes expired idempotency keys and the records under them, expired carts, old rows of the audit log, expired account sessions and pending sign-ins, deleted accounts whose sales are over, old events of the payment provider, and health probes. Safe to run on several servers at once: SKIP LOCKED keeps them apart. @returns the number of deleted rows
 */
export async function prune(ctx: Context): Promise<number> {
  const before = (ms: number) => sql`now() - ${ms}::float8 * interval '1 millisecond'`
  const keys = sql`
    DELETE FROM ${idempotencyKeys} WHERE (principal, key) IN (
      SELECT principal, key FROM ${idempotencyKeys}
      WHERE created_at <= ${before(IDEMPOTENCY_KEPT_MS)} AND leased_until <= now()
      LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  const oldCarts = sql`
    DELETE FROM ${carts} WHERE (principal, user_id) IN (
      SELECT principal, user_id FROM ${carts} WHERE touched_at <= ${before(CART_TTL_MS)}
      LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  // Kept twice as long as the key, so that a request that resumes at the last moment still finds its record.
  const done = sql`
    DELETE FROM ${doneRequests} WHERE id IN (
      SELECT id FROM ${doneRequests} WHERE done_at <= ${before(2 * IDEMPOTENCY_KEPT_MS)}
      LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  const actions = sql`
    DELETE FROM ${operatorActions} WHERE id IN (
      SELECT id FROM ${operatorActions} WHERE at <= ${before(ctx.settings.actionsKeptMs)}
      ORDER BY at LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  const sessions = sql`
    DELETE FROM ${accountSessions} WHERE id IN (
      SELECT id FROM ${accountSessions} WHERE expires_at <= now() LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  const signIns = sql`
    DELETE FROM ${accountVerifications} WHERE id IN (
      SELECT id FROM ${accountVerifications} WHERE expires_at <= now() LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  const former = sql`
    DELETE FROM ${deletedAccounts} WHERE email_digest IN (
      SELECT email_digest FROM ${deletedAccounts}
      WHERE deleted_at <= ${before(digestKeptMs(ctx))} AND NOT ${hasUnits(deletedAccounts.accountId)}
      LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  const events = sql`
    DELETE FROM ${paymentEvents} WHERE (provider, id) IN (
      SELECT provider, id FROM ${paymentEvents} WHERE received_at <= ${before(PAYMENT_EVENTS_KEPT_MS)}
      LIMIT ${PRUNE_ROWS_MAX} FOR UPDATE SKIP LOCKED)`
  let gone = 0
  for (const statement of [keys, done, oldCarts, actions, sessions, signIns, former, events])
    gone += await inBatches(ctx.db, statement)
  // TRUNCATE, not DELETE: a probe that could reuse free pages would not detect a full disk.
  if ((await ctx.db.$count(healthProbes)) > 0) await ctx.db.execute(sql`TRUNCATE ${healthProbes}`)
  return gone
}

async function inBatches(db: Database, statement: SQL): Promise<number> {
  let gone = 0
  for (let batches = 0; batches < PRUNE_BATCHES_MAX; batches++) {
    const { rowCount } = await db.execute(statement)
    gone += rowCount ?? 0
    if ((rowCount ?? 0) < PRUNE_ROWS_MAX) break
  }
  return gone
}
