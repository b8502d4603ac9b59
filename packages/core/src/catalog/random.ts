/** A source of numbers in [0, 1). */
export type Random = () => number

/** The 32-bit finalizer of MurmurHash3 (Appleby 2011): a bijection of uint32 in which every input bit reaches every output bit. */
export function scramble(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** One uint32 from several, order mattering. */
export function hash(...values: readonly number[]): number {
  let h = 0x9e3779b9
  for (const value of values) h = scramble(h ^ scramble(value + 0x9e3779b9))
  return h
}

/** SplitMix (Steele, Lea & Flood 2014) at 32 bits: a counter stepped by the golden ratio, finalized. Period 2^32. */
export function randomFrom(state: number): Random {
  let counter = state
  return () => {
    counter = (counter + 0x9e3779b9) | 0
    return scramble(counter) / 2 ** 32
  }
}

export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low)
}

/** One of the values, all equally likely. Throws RangeError when there are none. */
export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new RangeError('nothing to pick from')
  return value
}
