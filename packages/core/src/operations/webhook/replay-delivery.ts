import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { type DeliveryView, deliveryInput, type Outcome, ok, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { queueDeliveries } from './test-limits.ts'
import { deliveryView, findWebhook } from './views.ts'

const { outboxEvents, webhookDeliveries } = schema

/** Sends the event of a delivery again, as a new delivery. The event id stays the same, so that receivers can deduplicate. */
export async function replayDelivery(ctx: Context, principal: string, raw: unknown): Promise<Outcome<DeliveryView>> {
  const input = parse(deliveryInput, raw)
  if (!input.ok) return input
  const { id: webhookId, delivery_id } = input.value
  const found = await findWebhook(ctx, principal, { id: webhookId })
  if (!found.ok) return found
  // A pruned event can no longer be sent.
  const [past] = await ctx.db
    .select({ eventId: outboxEvents.id, eventType: outboxEvents.type })
    .from(webhookDeliveries)
    .innerJoin(outboxEvents, eq(outboxEvents.id, webhookDeliveries.eventId))
    .where(and(eq(webhookDeliveries.id, delivery_id), sql`${webhookDeliveries.webhookId} = ${webhookId}`))
  if (!past) return refuse('delivery_not_found')
  return queueDeliveries(ctx, { principal, id: webhookId, kind: 'delivery' }, async (tx) => {
    const [row] = await tx
      .insert(webhookDeliveries)
      .values({ id: ctx.newId(), webhookId, asked: true, ...past })
      .returning()
    return row ? ok(deliveryView(row)) : refuse('delivery_not_found')
  })
}
