import { z } from 'zod'
import { cloudEvent } from '../events.ts'
import { count, timestamp, view, views } from './registry.ts'

export const CloudEventView = cloudEvent.register(views, { id: 'Event' })

const webhook = {
  id: z.uuid(),
  url: z.string().meta({ examples: ['https://shop.example/hooks'] }),
  types: z.array(z.string()).meta({ examples: [['order.confirmed', 'sale.sold_out']] }),
  status: z.enum(['enabled', 'disabled']),
  disabled_reason: z
    .string()
    .nullable()
    .describe('`null` while the webhook is enabled.')
    .meta({ examples: [null] }),
  failing_since: timestamp
    .nullable()
    .describe('When deliveries started to fail; `null` if the last delivery succeeded.')
    .meta({ examples: [null] }),
  public_key: z
    .string()
    .describe('Verifies `v1a` signatures: ed25519, as `whpk_` and base64.')
    .meta({ examples: ['whpk_MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrb='] }),
  created_at: timestamp,
}
export const WebhookView = view('Webhook', webhook)
export type WebhookView = z.infer<typeof WebhookView>

export const WebhooksView = view('Webhooks', { webhooks: z.array(WebhookView) })

export const CreatedWebhookView = view('CreatedWebhook', {
  ...webhook,
  secret: z
    .string()
    .describe('Verifies `v1` signatures: `whsec_` and base64. It is shown only in this response.')
    .meta({ examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'] }),
})
export type CreatedWebhookView = z.infer<typeof CreatedWebhookView>

export const DeliveryView = view('Delivery', {
  id: z.uuid(),
  event_id: z.string().meta({ examples: ['4711'] }),
  event_type: z.string().meta({ examples: ['order.confirmed'] }),
  status: z.enum(['pending', 'delivered', 'failed']).meta({ examples: ['delivered'] }),
  attempts: count.meta({ examples: [1] }),
  response_status: z
    .number()
    .int()
    .nullable()
    .describe('HTTP status of the last response; `null` when there was none.')
    .meta({ examples: [200] }),
  error: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
  duration_ms: count.nullable().meta({ examples: [31] }),
  next_attempt_at: timestamp.nullable().meta({ examples: [null] }),
  created_at: timestamp,
  updated_at: timestamp,
})
export type DeliveryView = z.infer<typeof DeliveryView>

export const DeliveriesView = view('Deliveries', {
  deliveries: z.array(DeliveryView).describe('Newest first.'),
  next_cursor: z
    .string()
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type DeliveriesView = z.infer<typeof DeliveriesView>

export const TestedWebhookView = view('TestedWebhook', { event_id: z.string().meta({ examples: ['4712'] }) })

export const ReplayView = view('Replay', {
  replayed: count.describe('Number of deliveries that were queued.').meta({ examples: [7] }),
  more: z
    .boolean()
    .describe('There are more events than one replay can send: replay again with a later time.')
    .meta({
      examples: [false],
    }),
})
export type ReplayView = z.infer<typeof ReplayView>
