import { describeThing } from '../catalog/index.ts'

/** Lowest price of a thing, in minor units. */
const PRICE_MIN = 1_900
const PRICE_STEP = 100
const STEPS = 40

/** What the hourly sale asks for a thing, in minor units: the same for all servers, dearer for the rarer. */
export function priceOf(seed: number, position: number): number {
  const thing = describeThing(seed, position)
  let hash = 0
  for (const char of thing.name) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0
  return PRICE_MIN + (hash % STEPS) * PRICE_STEP
}
