import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { type Outcome, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { isOwn } from './views.ts'

const { webhooks, webhookDeliveries } = schema

/** Most pending tests per webhook. */
const TESTS_MAX = 10
/** Most pending single-delivery replays per webhook. */
const SINGLES_MAX = 100

/** Pending deliveries of one webhook that were requested manually. */
interface Waiting {
  tests: number
  replayed: number
}

const room: Record<'test' | 'delivery' | 'replay', (waiting: Waiting) => boolean> = {
  test: ({ tests }) => tests < TESTS_MAX,
  delivery: ({ replayed }) => replayed < SINGLES_MAX,
  // One replay at a time.
  replay: ({ replayed }) => replayed === 0,
}

/**
 * Queues tests or replays for a webhook, one request at a time. `webhook_busy` if too many are pending, `webhook_not_found` if the
 * webhook was removed.
 */
export function queueDeliveries<T>(
  ctx: Context,
  { principal, id, kind }: { principal: string; id: string; kind: keyof typeof room },
  add: (tx: Transaction) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return ctx.db.transaction(async (tx) => {
    const [locked] = await tx.select({ id: webhooks.id }).from(webhooks).where(isOwn(principal, id)).for('update')
    if (!locked) return refuse('webhook_not_found')
    const isTest = sql`${webhookDeliveries.eventType} = 'webhook.test'`
    const [waiting] = await tx
      .select({
        tests: sql<number>`count(*) FILTER (WHERE ${isTest})::int`,
        replayed: sql<number>`count(*) FILTER (WHERE NOT ${isTest})::int`,
      })
      .from(webhookDeliveries)
      .where(and(eq(webhookDeliveries.webhookId, id), webhookDeliveries.asked, eq(webhookDeliveries.status, 'pending')))
    return room[kind](waiting ?? { tests: 0, replayed: 0 }) ? add(tx) : refuse('webhook_busy')
  })
}
