/** States of an item, in the order of their two bits on the wire. */
export const ITEM_STATES = ['available', 'held', 'sold'] as const
