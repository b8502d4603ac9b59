import { scramble } from './random.ts'

const ROUNDS = 4
const HALF_BITS = 12
const HALF_MASK = (1 << HALF_BITS) - 1

/** Numbers that permute() can reach: 0 ≤ size ≤ PERMUTATION_SIZE_MAX. */
export const PERMUTATION_SIZE_MAX = 1 << (2 * HALF_BITS)

/** A balanced Feistel network over 24 bits (Luby & Rackoff 1988): a bijection whatever its round function. */
function feistel(seed: number, value: number): number {
  let left = value >>> HALF_BITS
  let right = value & HALF_MASK
  for (let round = 0; round < ROUNDS; round++) {
    const next = left ^ (scramble(seed ^ scramble((round << HALF_BITS) | right)) & HALF_MASK)
    left = right
    right = next
  }
  return (left << HALF_BITS) | right
}

/**
 * Where `value` goes in the permutation of 0..size-1 that belongs to `seed`: Feistel with cycle walking (Black & Rogaway 2002).
 * The walk ends because the cycle comes back to `value`, which is below `size`; about 2^24 / size steps are expected.
 * Throws RangeError when size is above PERMUTATION_SIZE_MAX or value is not below size.
 */
export function permute(seed: number, size: number, value: number): number {
  if (size > PERMUTATION_SIZE_MAX) throw new RangeError(`size must be at most ${PERMUTATION_SIZE_MAX}, got ${size}`)
  if (value < 0 || value >= size) throw new RangeError(`value must be from 0 to ${size - 1}, got ${value}`)
  const key = scramble(seed ^ 0x5a1e)
  let walked = feistel(key, value)
  while (walked >= size) walked = feistel(key, walked)
  return walked
}
