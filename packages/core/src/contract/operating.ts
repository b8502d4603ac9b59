import { z } from 'zod'
import { PAGE_ITEMS_MAX } from './bounds.ts'
import { refusals } from './outcomes.ts'
import { instant, itemId, saleId, userId, wholeNumber } from './schemas.ts'
import type { OrderStatus } from './views/buying.ts'

/** Most rows that one page of a search scans. The next page continues where this one stopped. */
export const SEARCH_ROWS_MAX = 10_000
/** Most differences between gate and ledger that are listed. */
export const DIFFERENCES_MAX = 100
/** The console's history of sales: how far back it goes, and the time that one of its figures covers. */
export const ACTIVITY_MS = 24 * 3_600_000
export const ACTIVITY_BUCKET_MS = 10 * 60_000
/** Most moments that it lists, newest first. */
export const MOMENTS_MAX = 500
/** Most reasons for refusals that the funnel of a sale lists. */
export const REFUSALS_MAX = 30
/** Pending events and overdue holds are counted up to this number. */
export const BACKLOG_COUNT_MAX = 10_000

const uuid = z.uuid('must be a valid id')
const limit = wholeNumber(`a whole number from 1 to ${PAGE_ITEMS_MAX}`, PAGE_ITEMS_MAX).default(25)

/** The number of an order as people type it: in any case, with or without dashes and prefix. */
const orderNumber = z.string().regex(/^\s*(?:HG)?(?:[\s-]*[0-9A-TV-Z]){12}\s*$/i)

/** An e-mail address. The operation checks and normalizes it. */
export const email = z.string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })

/** What an operator may do in the console, each more than the one before. A merchant reads and changes its own sales and nothing else. */
export const ROLES = ['merchant', 'viewer', 'operator', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** Of an account. */
export const showNameInput = z.strictObject({ shown: z.boolean('must be true or false') })

export const operatorInput = z.strictObject({ email, role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`) })
export const removeOperatorInput = z.strictObject({ email })

const when = { from: instant.optional(), to: instant.optional() }

// A type-only import: the zod views would only make the browser bundle larger.
const ORDER_STATUSES = [
  'queued',
  'processing',
  'awaiting_payment',
  'confirmed',
  'failed',
  'expired',
  'partly_refunded',
  'refunded',
  'canceled',
] as const satisfies OrderStatus[]

/** `cursor`: the next_cursor of the part before. */
export const exportInput = z.strictObject({
  id: saleId,
  cursor: z
    .string()
    .regex(/^[\da-f-]{36}(:[\da-f-]{36})?$/, 'must be the next_cursor of the part before')
    .optional(),
})

/** `id`: of anything. Text that is none finds nothing. */
export const findInput = z.strictObject({ id: z.string('must be a string') })

export const searchOrdersInput = z.strictObject({
  ...when,
  /** An order's id or number. */
  order_id: z.union([uuid, orderNumber], 'must be an order number or a valid id').optional(),
  user_id: userId.optional(),
  sale_id: saleId.optional(),
  item_id: itemId.optional(),
  status: z.enum(ORDER_STATUSES, `must be one of ${ORDER_STATUSES.join(', ')}`).optional(),
  cursor: uuid.optional(),
  limit,
})
export type SearchOrdersInput = z.infer<typeof searchOrdersInput>

/** Possible outcomes of a checkout. */
const OUTCOMES = ['ok', ...Object.keys(refusals)] as const

/** `sale_id` 0: attempts whose sale could not be determined. If it is omitted: the sale of the item, else the newest started sale. */
export const searchAttemptsInput = z.strictObject({
  ...when,
  user_id: userId.optional(),
  sale_id: z.union([z.literal([0, '0']).transform(() => 0), saleId]).optional(),
  item_id: itemId.optional(),
  outcome: z.enum(OUTCOMES as unknown as [string], 'must be ok or a refusal').optional(),
  cursor: z
    .string()
    .regex(/^[\da-f-]{36}:[\da-f-]{36}$/, 'must be the next_cursor of an earlier page')
    .transform((text) => text.split(':') as [checkoutId: string, id: string])
    .pipe(z.tuple([uuid, uuid]))
    .optional(),
  limit,
})
export type SearchAttemptsInput = z.infer<typeof searchAttemptsInput>
