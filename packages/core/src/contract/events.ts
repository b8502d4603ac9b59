import { z } from 'zod'

/** All event types. A webhook subscribes to some of them, or to all with `*`. */
export const EVENT_TYPES = [
  'sale.scheduled',
  'sale.opened',
  'sale.paused',
  'sale.resumed',
  'sale.sold_out',
  'sale.closed',
  'item.corrected',
  'item.withdrawn',
  'order.awaiting_payment',
  'order.confirmed',
  'order.failed',
  'order.expired',
  'order.canceled',
  'order.refunded',
  'reservation.created',
  'reservation.confirmed',
  'reservation.canceled',
  'reservation.expired',
  'webhook.test',
  'webhook.disabled',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/** Media type of events: CloudEvents 1.0 in structured JSON mode. */
export const CLOUD_EVENT_MEDIA_TYPE = 'application/cloudevents+json'
/** Digits of `sequence`. The largest id has nineteen; with zero padding, ids compare as strings (CloudEvents sequence extension). */
const SEQUENCE_DIGITS = 19

export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z
    .string()
    .describe('The same for every delivery of the event.')
    .meta({ examples: ['4711'] }),
  source: z
    .string()
    .describe('The sale, or `/v1` for an event without a sale.')
    .meta({ examples: ['/v1/sales/12'] }),
  type: z
    .string()
    .startsWith('hourglass.')
    .meta({ examples: ['hourglass.order.confirmed'] }),
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  sequence: z
    .string()
    .regex(/^\d{19}$/)
    .meta({ examples: ['0000000000000004711'] }),
  saleid: z
    .number()
    .int()
    .optional()
    .meta({ examples: [12] }),
  data: z.unknown().meta({ examples: [{ order_id: '0198f3d2-7a54-7f9d-8537-985966000001', user_id: 'ann' }] }),
})
export type CloudEvent = z.infer<typeof cloudEvent>

/** An event as stored in the outbox. `sale_id` 0: the event belongs to no sale. */
export interface OutboxEvent {
  id: string
  sale_id: number
  type: string
  subject: string
  data: unknown
  at: Date
}

export const cloudEventOf = (event: OutboxEvent): CloudEvent => ({
  specversion: '1.0',
  id: event.id,
  source: event.sale_id === 0 ? '/v1' : `/v1/sales/${event.sale_id}`,
  type: `hourglass.${event.type}`,
  subject: event.subject,
  time: event.at.toISOString(),
  datacontenttype: 'application/json',
  sequence: event.id.padStart(SEQUENCE_DIGITS, '0'),
  ...(event.sale_id !== 0 && { saleid: event.sale_id }),
  data: event.data,
})
