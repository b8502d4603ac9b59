import { schema } from '@hourglass/db'
import { type Outcome, ok } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { queueDeliveries } from './test-limits.ts'
import { findWebhook } from './views.ts'

const { outboxEvents, webhookDeliveries } = schema

/** Sends a test event to this webhook only. It does not go to the stream or to other webhooks. */
export async function testWebhook(
  ctx: Context,
  principal: string,
  raw: unknown,
): Promise<Outcome<{ event_id: string }>> {
  const found = await findWebhook(ctx, principal, raw)
  if (!found.ok) return found
  const { id } = found.value
  return queueDeliveries(ctx, { principal, id, kind: 'test' }, async (tx) => {
    const type = 'webhook.test'
    const event = { saleId: 0, type, subject: id, data: { webhook_id: id, message: 'This is a test.' } }
    const [made] = await tx.insert(outboxEvents).values(event).returning({ id: outboxEvents.id })
    if (!made) throw new Error('the test was not inserted')
    await tx
      .insert(webhookDeliveries)
      .values({ id: ctx.newId(), webhookId: id, eventId: made.id, eventType: type, asked: true })
    return ok({ event_id: String(made.id) })
  })
}
