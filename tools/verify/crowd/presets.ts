export type VisitKind =
  /** Checkout and purchase by code. */
  | 'buy'
  /** Two to six buyers compete for the same item, by code or reservation. */
  | 'contended'
  /** One of a few greedy buyers sends three to six concurrent purchases beyond the limit. */
  | 'greedy'
  /** The same code is purchased two or three times concurrently. */
  | 'code_twice'
  /** The same code is purchased again after the response. */
  | 'code_again'
  /** A code that is random, truncated, altered, or another buyer's. */
  | 'forged'
  /** Two checkouts of the same items, both purchased. */
  | 'refresh'
  /** A second item is added to the code of the first. */
  | 'adding'
  /** An item that does not exist. */
  | 'mistaken'
  /** A reservation that is confirmed. */
  | 'hold_confirm'
  /** A reservation that is canceled. */
  | 'hold_cancel'
  /** A reservation that expires. */
  | 'hold_leave'
  /** A reservation that is confirmed close to its expiry. */
  | 'hold_late'
  /** A reservation that is confirmed and canceled concurrently. */
  | 'hold_torn'
  /** The same item is reserved twice concurrently. */
  | 'hold_twice'
  /** A cart that is filled, changed, read, checked out and purchased. */
  | 'cart'
  /** An order that is polled until it is decided. */
  | 'order'
  /** A quantity beyond the limit or the stock. */
  | 'order_greedy'
  /** Reads a sale and a page of its items. */
  | 'browse'

export type PresetName = keyof typeof presets

interface Preset {
  what: string
  size: { items: number; merchantItems: number; buyers: number; tries: number }
  /** Relative frequency of each kind of visit. */
  shares: Partial<Record<VisitKind, number>>
}

/** The available crowds. */
export const presets = {
  'sell-out': {
    what: 'purchases by code in the hourly sale: contended, over the limit, repeated, forged, extended',
    size: { items: 10_000, merchantItems: 0, buyers: 2_000, tries: 15_000 },
    shares: {
      buy: 56,
      contended: 12,
      greedy: 3,
      code_twice: 9,
      code_again: 5,
      forged: 6,
      refresh: 5,
      adding: 3,
      mistaken: 1,
    },
  },
  mixed: {
    what: 'also carts, reservations, queued orders and repeated keys, in an hourly and a merchant sale',
    size: { items: 2_000, merchantItems: 40, buyers: 1_000, tries: 6_000 },
    shares: {
      buy: 12,
      contended: 8,
      code_twice: 3,
      code_again: 1,
      forged: 2,
      refresh: 1,
      adding: 1,
      mistaken: 1,
      hold_confirm: 13,
      hold_cancel: 7,
      hold_leave: 5,
      hold_late: 4,
      hold_torn: 4,
      hold_twice: 4,
      cart: 12,
      order: 14,
      order_greedy: 3,
      browse: 5,
    },
  },
} as const satisfies Record<string, Preset>
