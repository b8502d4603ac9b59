import { z } from 'zod'
import { CHECKOUT_ITEMS_MAX, PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX, QUANTITY_MAX, USER_ID_CHARS_MAX } from './bounds.ts'

/** Control characters (C0, DEL, C1) and lone surrogates: what no name has and PostgreSQL or a terminal would choke on. */
const unprintable = /[\p{Cc}\p{Cs}]/u

export const userId = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string, given once') })
  .min(1, 'must not be empty')
  .max(USER_ID_CHARS_MAX, `must have at most ${USER_ID_CHARS_MAX} characters`)
  .refine((value) => !unprintable.test(value), 'must not have control characters')

const wholeNumber = (what: string) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,16}$/, `must be ${what}`)
          .transform(Number),
      ],
      { error: `must be ${what}` },
    )
    .pipe(z.number().int(`must be ${what}`).min(1, `must be ${what}`).max(Number.MAX_SAFE_INTEGER, `must be ${what}`))

export const itemId = wholeNumber('an item id: a whole number from 1 on')
export const saleId = wholeNumber('a sale id: a whole number from 1 on').refine(
  (id) => id <= 2_147_483_647,
  'must be a sale id',
)

/** One id or several; the same id twice counts once. */
export const itemIds = z
  .union([z.array(z.unknown()), z.unknown().transform((one) => (one === undefined ? [] : [one]))])
  .pipe(z.array(itemId).min(1, 'is missing').max(CHECKOUT_ITEMS_MAX, `takes at most ${CHECKOUT_ITEMS_MAX} items`))
  .transform((ids) => [...new Set(ids)])

export const code = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string, given once') })
  .min(1, 'must not be empty')

export const checkoutInput = z.object({ user_id: userId, id: itemIds, code: code.optional() })
export type CheckoutInput = z.infer<typeof checkoutInput>

/** `user_id`, where it is given, must be the buyer who checked out. */
export const purchaseInput = z.object({ code, user_id: userId.optional() })
export type PurchaseInput = z.infer<typeof purchaseInput>

/** Units of one item. */
export const quantity = wholeNumber(`a whole number from 1 to ${QUANTITY_MAX}`).refine(
  (units) => units <= QUANTITY_MAX,
  `must be a whole number from 1 to ${QUANTITY_MAX}`,
)

export const cartInput = z.object({ user_id: userId })
export const cartItemInput = z.object({ user_id: userId, item_id: itemId })
export const cartLineInput = z.object({ user_id: userId, item_id: itemId, quantity })
export const cartAddInput = z.object({ user_id: userId, item_id: itemId, quantity: quantity.default(1) })
export type CartLineInput = z.infer<typeof cartLineInput>

const paging = {
  limit: wholeNumber('a whole number')
    .pipe(z.number().max(PAGE_ITEMS_MAX, `must be at most ${PAGE_ITEMS_MAX}`))
    .default(PAGE_ITEMS_DEFAULT),
}
const offset = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/, 'must be a whole number from 0 on')
      .transform(Number),
  ])
  .pipe(
    z
      .number()
      .int('must be a whole number from 0 on')
      .min(0, 'must be a whole number from 0 on')
      .max(999_999_999, 'is too large'),
  )
  .default(0)

export const itemState = z.enum(['available', 'held', 'sold'], { error: 'must be available, held or sold' })
export type ItemState = z.infer<typeof itemState>

export const saleInput = z.object({ id: saleId })
export const itemInput = z.object({ id: itemId })
export const saleItemsInput = z.object({ id: saleId, ...paging, offset, state: itemState.optional() })
export const salesInput = z.object({ ...paging, cursor: saleId.optional() })

export const money = z.object({
  amount: z.number().int().describe('in minor units'),
  currency: z.string().describe('ISO 4217'),
})
