import { z } from 'zod'
import { PAGE_ITEMS_MAX } from './bounds.ts'
import { refusals } from './outcomes.ts'
import { instant, itemId, saleId, userId, wholeNumber } from './schemas.ts'
import type { OrderStatus } from './views/buying.ts'

/** Rows that one page of a search looks at, at most; the next page goes on where it stopped. */
export const SEARCH_ROWS_MAX = 10_000
/** Differences between gate and ledger that are spelled out. */
export const DIFFERENCES_MAX = 100
/** Waiting events and overdue holds beyond this are not counted further. */
export const BACKLOG_COUNT_MAX = 10_000

export const signInInput = z.strictObject({ key: z.string().default('') })

const uuid = z.uuid('must be an id as it was given out')
const limit = wholeNumber(`a whole number from 1 to ${PAGE_ITEMS_MAX}`, PAGE_ITEMS_MAX).default(25)

const when = { from: instant.optional(), to: instant.optional() }

// Views stay out of here: a browser has nothing to check with them.
const ORDER_STATUSES = ['queued', 'processing', 'confirmed', 'failed'] as const satisfies OrderStatus[]

export const searchOrdersInput = z.strictObject({
  ...when,
  order_id: uuid.optional(),
  user_id: userId.optional(),
  sale_id: saleId.optional(),
  item_id: itemId.optional(),
  status: z.enum(ORDER_STATUSES, `must be one of ${ORDER_STATUSES.join(', ')}`).optional(),
  cursor: uuid.optional(),
  limit,
})
export type SearchOrdersInput = z.infer<typeof searchOrdersInput>

/** What may have come of a checkout. */
const OUTCOMES = ['ok', ...Object.keys(refusals)] as const

/** `sale_id` 0: no sale could be made out. Without a sale: that of the item, else the newest that has begun. */
export const searchAttemptsInput = z.strictObject({
  ...when,
  user_id: userId.optional(),
  sale_id: z.union([z.literal([0, '0']).transform(() => 0), saleId]).optional(),
  item_id: itemId.optional(),
  outcome: z.enum(OUTCOMES as unknown as [string], 'must be ok or a refusal').optional(),
  cursor: z
    .string()
    .regex(/^[\da-f-]{36}:[\da-f-]{36}$/, 'must be a cursor as it was given out')
    .transform((text) => text.split(':') as [checkoutId: string, id: string])
    .pipe(z.tuple([uuid, uuid]))
    .optional(),
  limit,
})
export type SearchAttemptsInput = z.infer<typeof searchAttemptsInput>
