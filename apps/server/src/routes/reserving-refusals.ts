import type { RefusalCode } from '@hourglass/core/contract'

/** Why units cannot be reserved: the same for a reservation and for an order. */
export const RESERVING_REFUSALS: readonly RefusalCode[] = [
  'item_not_found',
  'sold_out',
  'item_held',
  'held_by_you',
  'limit_reached',
  'sale_not_open',
  'sale_paused',
  'sale_closed',
  'busy',
]
