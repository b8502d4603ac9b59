import { EDITIONS, type Source } from './edition.ts'

/** Seeds are unsigned 32-bit integers: 0 ≤ seed ≤ SEED_MAX. */
export const SEED_MAX = 0xffff_ffff

/** Most items in one sale: 0 ≤ index < CATALOG_ITEMS_MAX. The name space is larger, so names never repeat below it. */
export const CATALOG_ITEMS_MAX = 10_000_000

/** Throws RangeError unless the edition is known, and seed and index are integers within their bounds. */
export function assertWithinBounds({ seed, edition }: Source, index: number): void {
  if (!EDITIONS.some((known) => known === edition))
    throw new RangeError(`edition must be one of ${EDITIONS.join(', ')}, got ${edition}`)
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new RangeError(`seed must be an integer from 0 to ${SEED_MAX}, got ${seed}`)
  if (!Number.isInteger(index) || index < 0 || index >= CATALOG_ITEMS_MAX)
    throw new RangeError(`index must be an integer from 0 to ${CATALOG_ITEMS_MAX - 1}, got ${index}`)
}
