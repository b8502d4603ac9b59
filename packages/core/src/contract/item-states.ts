/** States of an item. The index is the two-bit value on the wire. */
export const ITEM_STATES = ['available', 'held', 'sold'] as const
