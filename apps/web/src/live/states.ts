import type { ItemState } from '@hourglass/core/contract'

/** In the order of their two bits on the wire. */
export const STATES = ['available', 'held', 'sold'] as const satisfies readonly ItemState[]

/** Base64 of two bits an item, four a byte, the first in the lowest bits, as one byte an item. */
export function unpackStates(packed: string, itemsCount: number): Uint8Array {
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
  return Uint8Array.from({ length: itemsCount }, (_, i) => ((bytes[i >> 2] ?? 0) >> ((i & 3) * 2)) & 3)
}
