import { schema } from '@hourglass/db'
import { type Outcome, yes } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import { findWebhook } from './find-webhook.ts'

const { outboxEvents } = schema

/** The test button: an event that goes to this webhook alone, by the way that all events go. */
export async function testWebhook(
  ctx: Context,
  principal: string,
  raw: unknown,
): Promise<Outcome<{ event_id: string }>> {
  const found = await findWebhook(ctx, principal, raw)
  if (!found.ok) return found
  const { id } = found.value
  const event = { saleId: 0, type: 'webhook.test', subject: id, data: { webhook_id: id, message: 'This is a test.' } }
  const rows = await ctx.db.insert(outboxEvents).values(event).returning({ id: outboxEvents.id })
  return yes({ event_id: String(rows[0]?.id) })
}
