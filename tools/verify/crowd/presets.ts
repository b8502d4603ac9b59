export type VisitKind =
  /** Checked out and bought by code. */
  | 'buy'
  /** Two to six buyers want the same item at once, by code or by reservation. */
  | 'contended'
  /** One of the greedy few, three to six times at once, with many items: beyond the limit. */
  | 'greedy'
  /** The same code two or three times in parallel. */
  | 'code_twice'
  /** The same code again after its answer. */
  | 'code_again'
  /** A code that is made up, cut, changed in one place, or another buyer's. */
  | 'forged'
  /** Two checkouts of the same items, and both are bought. */
  | 'refresh'
  /** A second item is added to the code of the first. */
  | 'adding'
  /** An item that does not exist. */
  | 'mistaken'
  /** A reservation that is confirmed. */
  | 'hold_confirm'
  /** A reservation that is given back. */
  | 'hold_cancel'
  /** A reservation that is left to expire. */
  | 'hold_leave'
  /** Confirmed about when its time runs out. */
  | 'hold_late'
  /** Confirmed and given back at once. */
  | 'hold_torn'
  /** The same item reserved twice at once. */
  | 'hold_twice'
  /** Put into the cart, changed, looked at, checked out and bought. */
  | 'cart'
  /** Ordered, and polled until it is decided. */
  | 'order'
  /** More than one buyer may have, or than there is. */
  | 'order_greedy'
  /** Looks at a sale and a page of its items. */
  | 'browse'

export type PresetName = keyof typeof presets

interface Preset {
  what: string
  size: { items: number; merchantItems: number; buyers: number; tries: number }
  /** How often each kind of visit is planned, relative to the others. */
  shares: Partial<Record<VisitKind, number>>
}

/** The crowds that there are. */
export const presets = {
  'sell-out': {
    what: 'buys the hourly sale by codes: contended, over the limit, repeated, forged, added to',
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
    what: 'also carts, reservations, orders decided later and repeated keys, in an hourly and a merchant sale at once',
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
