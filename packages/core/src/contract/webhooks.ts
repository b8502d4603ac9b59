import { z } from 'zod'
import { PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX } from './bounds.ts'
import { EVENT_TYPES } from './events.ts'
import { instant, unprintable, wholeNumber } from './schemas.ts'

/** Longest webhook URL, in UTF-16 code units: proxies and logs handle this length without truncation. */
export const WEBHOOK_URL_CHARS_MAX = 2_048
/** Most webhooks per principal. Each can have deliveries in flight. */
export const WEBHOOKS_MAX = 100
/** Most events in one replay. The response says if there were more. */
export const REPLAY_EVENTS_MAX = 10_000

const given = (what: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? 'is missing' : `must be ${what}`
const uuid = z.uuid({ error: given('an id') })

const eventType = z.enum([...EVENT_TYPES, '*'], { error: () => `must be one of ${EVENT_TYPES.join(', ')} or *` })

export const createWebhookInput = z.strictObject({
  url: z
    .string({ error: given('a string') })
    .min(1, 'must not be empty')
    .max(WEBHOOK_URL_CHARS_MAX, `must have at most ${WEBHOOK_URL_CHARS_MAX} characters`)
    .refine((value) => !unprintable.test(value), 'must not have control characters')
    // No credentials and no fragment. Which hosts are allowed is configured on the server.
    .meta({
      examples: ['https://shop.example/hooks'],
      format: 'uri',
      pattern: '^[hH][tT][tT][pP][sS]://(?![^/?]*@)[^\\p{Cc}\\p{Cs}#]+$',
    }),
  types: z
    .array(eventType, { error: 'must be a list of event types' })
    .min(1, 'must contain at least one event type')
    .max(EVENT_TYPES.length + 1, 'contains more event types than exist')
    .transform((types) => [...new Set(types)])
    .default(['*']),
})

export const webhookInput = z.strictObject({ id: uuid })
export const deliveryInput = z.strictObject({ id: uuid, delivery_id: uuid })
export const replayInput = z.strictObject({
  id: uuid,
  since: instant,
})
export const deliveriesInput = z.strictObject({
  id: uuid,
  cursor: uuid.optional(),
  limit: wholeNumber(`a whole number from 1 to ${PAGE_ITEMS_MAX}`, PAGE_ITEMS_MAX).default(PAGE_ITEMS_DEFAULT),
})
