import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { type Outcome, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { isOwn } from './views.ts'

const { webhooks, webhookDeliveries } = schema

/** Tests of one webhook that wait at the same time. */
const TESTS_MAX = 10
/** Deliveries of one webhook, sent again one by one, that wait at the same time. */
const SINGLES_MAX = 100

/** Deliveries that somebody asked for and that wait, for one webhook. */
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
 * Adds deliveries that somebody asks for, one request of a webhook at a time, unless too many wait already: `webhook_busy`.
 * `webhook_not_found` when it was removed.
 */
export function addAsked<T>(
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
