import type { VisitKind } from './plan.ts'

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
