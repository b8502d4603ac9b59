import { z } from 'zod'
import {
  CHECKOUT_ITEMS_MAX,
  DESCRIPTION_CHARS_MAX,
  LOG_ENTRIES_MAX,
  ORDER_LINES_MAX,
  PAGE_ITEMS_DEFAULT,
  PAGE_ITEMS_MAX,
  PRICE_MAX,
  QUANTITY_MAX,
  QUEUE_RATE_MAX,
  SALE_ITEMS_MAX,
  STOCK_MAX,
  USER_ID_CHARS_MAX,
} from './bounds.ts'
import { ITEM_STATES } from './item-states.ts'
import { pictureId } from './pictures.ts'

/** Control characters (C0, DEL, C1) and lone surrogates. PostgreSQL or a terminal cannot handle them, and no name needs them. */
export const unprintable = /[\p{Cc}\p{Cs}]/u

/** Characters that are invisible in a name: format characters, line separators, fillers, variation selectors, the blank Braille cell. */
const invisible = /[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Prefix of a partner's buyers in the ledger: the partner's name and a slash, after `test:` for its test keys. */
const partnerPrefix = /^(?:test:)?[a-z0-9][a-z0-9-]{0,30}\/(?=.)/s

function userIdFault(stored: string): string | null {
  const name = stored.replace(partnerPrefix, '')
  if ([...name].length > USER_ID_CHARS_MAX) return `must have at most ${USER_ID_CHARS_MAX} characters`
  if (unprintable.test(name)) return 'must not have control characters'
  if (invisible.test(name)) return 'must not have invisible characters'
  return /^\s|\s$/.test(name) ? 'must not begin or end with a space' : null
}

/**
 * A user id: 1 to 255 visible characters, no leading or trailing space. It is compared exactly, character by character:
 * case matters, and nothing is trimmed or normalised.
 */
export const userId = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string, given once') })
  .min(1, 'must not be empty')
  .superRefine((value, issues) => {
    const message = userIdFault(value)
    if (message !== null) issues.addIssue(message)
  })
  .meta({
    examples: ['ann'],
    maxLength: USER_ID_CHARS_MAX,
    pattern: `^(?!\\s)[^\\p{Cc}\\p{Cs}${invisible.source.slice(1)}+(?<!\\s)$`,
  })

/** A whole number. Strings of digits are accepted, because query parameters are strings. */
export const wholeNumber = (what: string, max: number = Number.MAX_SAFE_INTEGER, min = 1) =>
  z.preprocess(
    (given: number | string) => (typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : given),
    z
      .number({ error: `must be ${what}` })
      .int(`must be ${what}`)
      .min(min, `must be ${what}`)
      .max(max, `must be ${what}`),
  )

export const itemId = wholeNumber('an item id: a whole number, 1 or greater').meta({ examples: [110_001] })
export const saleId = wholeNumber('a sale id: a whole number, 1 or greater', 2_147_483_647).meta({ examples: [12] })

type Id = number | string

/** One id or several. Duplicates are removed. */
export const itemIds = z
  .preprocess(
    (given: Id | Id[]) => (Array.isArray(given) ? given : given === undefined ? [] : [given]),
    z.array(itemId).min(1, 'is missing').max(CHECKOUT_ITEMS_MAX, `must have at most ${CHECKOUT_ITEMS_MAX} items`),
  )
  .transform((ids) => [...new Set(ids)])
  .meta({ examples: [[110_001, 110_002]] })

export const code = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string, given once') })
  .min(1, 'must not be empty')
  .meta({ examples: ['AZqf0dxAeoG1bY3yVJ0vAAAADHqk0tFv0r5mZ2xJQ1c'] })

/** For operations without input. */
export const noInput = z.strictObject({})

/** Without `id` the cart is checked out. `sale_id` then selects the cart's lines of one sale. */
export const checkoutInput = z.strictObject({
  user_id: userId,
  id: itemIds.optional(),
  code: code.optional(),
  sale_id: saleId.optional(),
})
export type CheckoutInput = z.infer<typeof checkoutInput>

/** `user_id` is optional. If present, it must be the buyer who checked out. */
export const purchaseInput = z.strictObject({ code, user_id: userId.optional() })
export type PurchaseInput = z.infer<typeof purchaseInput>

/** Quantity of one item, in units. */
export const quantity = wholeNumber(`a whole number from 1 to ${QUANTITY_MAX}`, QUANTITY_MAX)

export const cartInput = z.strictObject({ user_id: userId })
export const cartItemInput = z.strictObject({ user_id: userId, item_id: itemId })
export const cartLineInput = z.strictObject({ user_id: userId, item_id: itemId, quantity })
export const cartAddInput = z.strictObject({ user_id: userId, item_id: itemId, quantity: quantity.default(1) })
export type CartLineInput = z.infer<typeof cartLineInput>

const paging = {
  limit: wholeNumber(`a whole number from 1 to ${PAGE_ITEMS_MAX}`, PAGE_ITEMS_MAX).default(PAGE_ITEMS_DEFAULT),
}
const offset = z
  .preprocess(
    (given: number | string) => (typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given),
    z
      .number({ error: 'must be a whole number, 0 or greater' })
      .int('must be a whole number, 0 or greater')
      .min(0, 'must be a whole number, 0 or greater')
      .max(999_999_999, 'is too large'),
  )
  .default(0)

export const itemState = z.enum(ITEM_STATES, { error: 'must be available, held or sold' })
export type ItemState = z.infer<typeof itemState>

/** `door: open`: only sales that need no pass. `queue`: only those that do. */
export const activeSalesInput = z.strictObject({
  door: z.enum(['open', 'queue'], { error: 'must be open or queue' }).optional(),
})

export const saleInput = z.strictObject({ id: saleId })
/** The sale of a page: a given one, else the current or most recent hourly sale. */
export const currentSaleInput = z.strictObject({ id: saleId.optional() })
/** `last_event_id`: the position to resume from, for clients that cannot send the `Last-Event-ID` header. */
export const feedInput = z.strictObject({
  id: saleId,
  last_event_id: z
    .string('must be a string, given once')
    .max(64, 'must have at most 64 characters')
    .describe(
      'Same as the `Last-Event-ID` header, which a browser cannot send on its first connection. The header takes precedence.',
    )
    .optional(),
  visit: z
    .literal('first', 'must be first, or left out')
    .describe(
      'The storefront sends it with the first stream that a browser opens for a sale. It counts one visit in the sale’s funnel.',
    )
    .optional(),
})
export const itemInput = z.strictObject({ id: itemId })
/** A page has up to `limit` sold units. `cursor`: the last unit of the previous page. */
export const itemHistoryInput = z.strictObject({
  id: itemId,
  ...paging,
  cursor: wholeNumber('a unit: a whole number, 1 or greater', STOCK_MAX).optional(),
})
/** `cursor`: the last id of the previous page. With a `state` filter, rows shift between pages, so `offset` can skip or repeat some. */
export const saleItemsInput = z.strictObject({
  id: saleId,
  ...paging,
  cursor: itemId.optional(),
  offset,
  state: itemState.optional(),
})
export const salesInput = z.strictObject({ ...paging, cursor: saleId.optional() })

export const money = z.object({
  amount: z
    .number()
    .int()
    .describe('In minor units.')
    .meta({ examples: [700] }),
  currency: z
    .string()
    .describe('ISO 4217.')
    .meta({ examples: ['EUR'] }),
})

const id = z.uuid('must be a valid id')

/** `user_id` is optional. If present, it must be the owner. */
export const ownInput = z.strictObject({ id, user_id: userId.optional() })
/** The price of one unit that the buyer was shown. If the item has another price now, nothing is reserved: `price_changed`. */
const shownPrice = wholeNumber(`a whole number of minor units, at most ${PRICE_MAX}`, PRICE_MAX, 0).describe(
  'The price of one unit that the buyer was shown, in minor units. If it has changed since, the answer is `price_changed`.',
)
export const holdInput = z.strictObject({ item_id: itemId, user_id: userId, price: shownPrice.optional() })
export const holdStatus = z.enum(['ACTIVE', 'CONFIRMED', 'CANCELED', 'EXPIRED'], {
  error: 'must be ACTIVE, CONFIRMED, CANCELED or EXPIRED',
})
const pageOfOwn = { user_id: userId.optional(), ...paging, cursor: id.optional(), offset }
export const holdsInput = z.strictObject({ ...pageOfOwn, status: holdStatus.optional() })
export const ordersInput = z.strictObject(pageOfOwn)

const testPaymentActions = [
  'approve',
  'decline',
  'approve_twice',
  'approve_late',
  'approve_silently',
  'approve_reordered',
  'approve_other_amount',
] as const
export type TestPaymentAction = (typeof testPaymentActions)[number]
export const testPaymentInput = z.strictObject({ id })
export const testPaymentActionInput = z.strictObject({
  id,
  action: z
    .enum(testPaymentActions, { error: `must be one of ${testPaymentActions.join(', ')}` })
    .describe(
      '`approve_late` works even after the payment has ended. `approve_silently` sends no event, `approve_twice` sends it twice, `approve_reordered` sends others first. `approve_other_amount` pays one minor unit more.',
    ),
})

export const orderInput = z.strictObject({
  user_id: userId,
  items: z
    .array(
      z.strictObject({ id: itemId, quantity: quantity.default(1), price: shownPrice.optional() }),
      'must be a list of {id, quantity}',
    )
    .min(1, 'must contain at least one item')
    .max(ORDER_LINES_MAX, `must have at most ${ORDER_LINES_MAX} lines`),
})

const ticket = z.uuid('must be a valid ticket').meta({ examples: ['0198f3d2-7a54-7f9d-8537-985966000001'] })
const hex = (chars: number) =>
  z
    .string('must be a string')
    .regex(/^([0-9a-f]{2})+$/, 'must be lower-case hex')
    .max(chars, `must have at most ${chars} characters`)
const natural = z.number('must be a number').int('must be a whole number').min(0, 'must not be negative')

/** A proof of work in the form of ALTCHA 2: the challenge as it was received, and its solution. */
export const proofOfWork = z.strictObject(
  {
    challenge: z.strictObject({
      parameters: z.strictObject({
        algorithm: z.literal('PBKDF2/SHA-256', 'must be PBKDF2/SHA-256'),
        nonce: hex(64),
        salt: hex(64),
        cost: natural.max(1_000_000, 'must be at most 1000000'),
        keyLength: natural.max(64, 'must be at most 64'),
        keyPrefix: hex(128),
        keySignature: hex(128),
        data: z.strictObject({ buyer: hex(64), sale: natural, until: natural }),
      }),
      signature: hex(128),
    }),
    solution: z.strictObject({
      counter: natural.max(2 ** 32 - 1, 'must be at most 4294967295'),
      derivedKey: hex(128),
      /** How long solving took, in ms. Not checked. */
      time: z.number('must be a number').optional(),
    }),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? undefined : 'must be an object with challenge and solution',
  },
)
export type ProofOfWork = z.infer<typeof proofOfWork>

export const queueChallengeInput = z.strictObject({ id: saleId, user_id: userId })
export const joinQueueInput = z.strictObject({ id: saleId, user_id: userId, proof: proofOfWork.optional() })
/** `user_id` is optional. If present, it must be the owner. */
export const ticketInput = z.strictObject({ id: saleId, ticket, user_id: userId.optional() })
/** The place of a buyer. */
export const placeInput = z.strictObject({ id: saleId, user_id: userId })
/** `cursor`: the last entry of the previous page. */
export const joinLogInput = z.strictObject({
  id: saleId,
  cursor: wholeNumber('an entry: a whole number, 1 or greater', 2_147_483_647).optional(),
  limit: wholeNumber(`a whole number from 1 to ${LOG_ENTRIES_MAX}`, LOG_ENTRIES_MAX).default(LOG_ENTRIES_MAX),
})
/** A change of a waiting room. Members that are missing stay as they are. */
export const queueChangeInput = z.strictObject({
  id: saleId,
  rate_per_minute: wholeNumber(`a whole number from 1 to ${QUEUE_RATE_MAX}`, QUEUE_RATE_MAX).optional(),
  paused: z.boolean('must be true or false').optional(),
  admit_all: z.literal(true, 'must be true').optional(),
  door: z.literal('open', 'must be open').optional(),
})

/** No control characters and no lone surrogates. */
const PRINTABLE = '[^\\p{Cc}\\p{Cs}]'

const label = (what: string, example: string) =>
  z
    .string(`${what} must be a string`)
    .trim()
    .min(1, 'must not be empty')
    .refine((value) => [...value].length <= 200, 'must have at most 200 characters')
    .refine((value) => !unprintable.test(value), 'must not have control characters')
    .meta({ examples: [example], maxLength: 200, pattern: `^(?=.*\\S)${PRINTABLE}+$` })
/** Without `items`, all units that are left. `reason` is kept, and the buyer reads it. */
export const refundOrderInput = z.strictObject({
  id,
  items: z
    .array(z.strictObject({ id: itemId, quantity }), 'must be a list of {id, quantity}')
    .min(1, 'must contain at least one item')
    .max(ORDER_LINES_MAX, `must have at most ${ORDER_LINES_MAX} lines`)
    .refine((items) => new Set(items.map((item) => item.id)).size === items.length, 'must name each item once')
    .optional(),
  restock: z
    .boolean('must be true or false')
    .default(true)
    .describe('Whether the units go back on sale. If not, the stock of their items falls.'),
  reason: label('reason', 'Arrived damaged'),
})
export type RefundOrderInput = z.infer<typeof refundOrderInput>

const price = z
  .number('must be a whole number of minor units')
  .int('must be a whole number of minor units')
  .min(0, 'must not be negative')
  .max(PRICE_MAX, `must be at most ${PRICE_MAX}`)
  .meta({ examples: [7_500] })
const limit = z
  .number('must be a whole number, 1 or greater')
  .int('must be a whole number, 1 or greater')
  .min(1, 'must be a whole number, 1 or greater')
  .max(STOCK_MAX, `must be at most ${STOCK_MAX}`)
/** Plain text with line breaks. It is never read as markup. */
const description = z
  .string('must be a string')
  .transform((text) => text.replace(/\r\n?/g, '\n').trim())
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .refine(
        (text) => [...text].length <= DESCRIPTION_CHARS_MAX,
        `must have at most ${DESCRIPTION_CHARS_MAX.toLocaleString('en')} characters`,
      )
      .refine((text) => !unprintable.test(text.replace(/[\n\t]/g, '')), 'must not have control characters'),
  )
  .meta({
    examples: ['Boiled wool, lined. Made in Porto.'],
    maxLength: DESCRIPTION_CHARS_MAX,
    pattern: `^(?=[\\s\\S]*\\S)(?:${PRINTABLE}|[\\n\\r\\t])+$`,
  })
const TIME_FORM = 'must be a time such as 2026-01-31T18:00:00Z'
/** Years have four digits, in UTC too: PostgreSQL, JavaScript and ISO 8601 agree only on those. */
export const instant = z.iso
  .datetime({ offset: true, error: (issue) => (issue.input === undefined ? 'is missing' : TIME_FORM) })
  .refine((time) => /^[1-9]\d{3}-/.test(utc(time)), 'must be in a year from 1000 to 9999')
  .meta({ pattern: '^[1-9]\\d{3}-' })
const utc = (time: string): string => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/** An item of a merchant sale. Without a name and a picture, the catalogue generates both; without a picture, a card shows its name. */
export const listedItem = z
  .strictObject({
    name: label('name', 'Blue coat').optional(),
    stock: limit,
    price,
    list_price: price.optional(),
    buyer_limit: limit.optional(),
    /** Plain text, shown on the page of the item. */
    description: description.optional(),
    /** The id of an uploaded picture. */
    picture: pictureId.optional(),
  })
  .refine((item) => item.list_price === undefined || item.list_price >= item.price, {
    path: ['list_price'],
    message: 'must not be below price',
  })
export type ListedItem = z.infer<typeof listedItem>

// The length is checked before the items are parsed, so that an oversized list is cheap to refuse.
const uncheckedItem = z.unknown() as z.ZodType<z.input<typeof listedItem>, z.input<typeof listedItem>>
const listedItems = z
  .array(uncheckedItem, 'must be a list of items')
  .min(1, 'must contain at least one item')
  .max(SALE_ITEMS_MAX, `must have at most ${SALE_ITEMS_MAX} items`)
  .pipe(z.array(listedItem))

export const merchantSaleInput = z
  .strictObject({
    name: label('name', 'Coats'),
    /** Defaults to now. */
    starts_at: instant.optional(),
    ends_at: instant.optional(),
    buyer_limit: limit.default(10),
    /** Whether its items can be seen before it opens. */
    preview: z.boolean('must be true or false').default(true),
    /** Whether guests, who have no account, may buy. Defaults to the server's `SALE_GUESTS`. */
    guests: z.enum(['allowed', 'refused'], { error: 'must be allowed or refused' }).optional(),
    /** Whether buyers need a pass from the sale's waiting room. Defaults to the server's `SALE_DOOR`. */
    door: z.enum(['open', 'queue'], { error: 'must be open or queue' }).optional(),
    payment: z.enum(['none', 'required'], { error: 'must be none or required' }).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
      .default('EUR'),
    items: listedItems,
  })
  .refine((sale) => !sale.ends_at || !sale.starts_at || Date.parse(sale.ends_at) > Date.parse(sale.starts_at), {
    path: ['ends_at'],
    message: 'must be after starts_at',
  })
export type MerchantSaleInput = z.infer<typeof merchantSaleInput>
/** Changes to an item of a merchant sale. `null` removes what the item can be without. */
export const correctItemInput = z
  .strictObject({
    id: itemId,
    stock: limit.describe('All units, those sold and reserved included.').optional(),
    price: price.optional(),
    list_price: price.nullable().optional(),
    description: description.nullable().optional(),
    picture: pictureId.nullable().optional(),
  })
  .refine(({ id: _id, ...changes }) => Object.values(changes).some((value) => value !== undefined), {
    path: ['stock'],
    message: 'or another member must be given: there is nothing to correct',
  })
export type CorrectItemInput = z.infer<typeof correctItemInput>
export const withdrawItemInput = z.strictObject({ id: itemId })
/** `cursor`: the last id of the previous page. */
export const listedItemsInput = z.strictObject({ id: saleId, ...paging, cursor: itemId.optional() })
export const duplicateSaleInput = z
  .strictObject({
    id: saleId,
    name: label('name', 'Coats').optional(),
    starts_at: instant,
    ends_at: instant.optional(),
  })
  .refine((sale) => !sale.ends_at || Date.parse(sale.ends_at) > Date.parse(sale.starts_at), {
    path: ['ends_at'],
    message: 'must be after starts_at',
  })
export const addItemsInput = z.strictObject({ id: saleId, items: listedItems })
