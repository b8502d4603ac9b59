import { schema } from '@hourglass/db'
import { and, asc, gte, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { type Outcome, ok, REPLAY_EVENTS_MAX, type ReplayView, replayInput } from '../../contract/index.ts'
import { buyerPrefix, isTestPrincipal, OPERATOR } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { queueDeliveries } from './test-limits.ts'
import { findWebhook } from './views.ts'

const { outboxEvents, webhookDeliveries } = schema

/** Most deliveries per INSERT: PostgreSQL allows 65,535 parameters. */
const ROWS_MAX = 5_000

/** Events that a principal may see. Keep in sync with `eventFor`. */
function visibleTo(principal: string): SQL | undefined {
  const { type, data } = outboxEvents
  if (principal === OPERATOR)
    return sql`${data}->>'sandbox' IS NULL AND coalesce(${data}->>'principal' !~ '^test:', true)
      AND coalesce(${data}->>'user_id' !~ '^test:[a-z0-9][a-z0-9-]{0,30}/', true)`
  const sandbox = isTestPrincipal(principal) ? principal : null
  return sql`(${type} LIKE 'sale.%' AND ${data}->>'sandbox' IS NOT DISTINCT FROM ${sandbox}::text
    OR ${data}->>'principal' = ${principal} OR starts_with(${data}->>'user_id', ${buyerPrefix(principal)}))`
}

/** Replays all events since a time that the webhook subscribes to, oldest first, except test events. */
export async function replaySince(ctx: Context, principal: string, raw: unknown): Promise<Outcome<ReplayView>> {
  const input = parse(replayInput, raw)
  if (!input.ok) return input
  const found = await findWebhook(ctx, principal, { id: input.value.id })
  if (!found.ok) return found
  const { id: webhookId, types } = found.value
  const subscribed: SQL | undefined = types.includes('*') ? undefined : inArray(outboxEvents.type, types)
  const events = await ctx.db
    .select({ eventId: outboxEvents.id, eventType: outboxEvents.type })
    .from(outboxEvents)
    .where(
      and(
        gte(outboxEvents.at, new Date(input.value.since)),
        ne(outboxEvents.type, 'webhook.test'),
        subscribed,
        visibleTo(principal),
      ),
    )
    .orderBy(asc(outboxEvents.at), asc(outboxEvents.id))
    .limit(REPLAY_EVENTS_MAX + 1)
  const page = events.slice(0, REPLAY_EVENTS_MAX)
  const rows = page.map((event) => ({ id: ctx.newId(), webhookId, asked: true, ...event }))
  return queueDeliveries(ctx, { principal, id: webhookId, kind: 'replay' }, async (tx) => {
    for (let at = 0; at < rows.length; at += ROWS_MAX)
      await tx.insert(webhookDeliveries).values(rows.slice(at, at + ROWS_MAX))
    return ok({ replayed: rows.length, more: events.length > page.length })
  })
}
