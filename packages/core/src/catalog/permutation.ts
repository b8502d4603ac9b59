import { scramble } from './random.ts'

const ROUNDS = 4

/** Largest size for permute(): two halves of 15 bits. */
export const PERMUTATION_SIZE_MAX = 2 ** 30

/** A balanced Feistel network over two halves of the given bits (Luby & Rackoff 1988): a bijection whatever its round function. */
function feistel(key: number, halfBits: number, value: number): number {
  const mask = (1 << halfBits) - 1
  let left = value >>> halfBits
  let right = value & mask
  for (let round = 0; round < ROUNDS; round++) {
    const next = left ^ (scramble(key ^ scramble((round << halfBits) | right)) & mask)
    left = right
    right = next
  }
  return (left << halfBits) | right
}

/**
 * Maps `value` in the permutation of 0..size-1 given by `seed`: Feistel with cycle walking (Black & Rogaway 2002).
 * The walk terminates because the cycle returns to `value`, which is below `size`. Fewer than four steps are expected.
 * Throws RangeError when size is above PERMUTATION_SIZE_MAX or value is not below size.
 */
export function permute(seed: number, size: number, value: number): number {
  if (size > PERMUTATION_SIZE_MAX) throw new RangeError(`size must be at most ${PERMUTATION_SIZE_MAX}, got ${size}`)
  if (value < 0 || value >= size) throw new RangeError(`value must be from 0 to ${size - 1}, got ${value}`)
  const key = scramble(seed ^ 0x5a1e)
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2))
  let walked = feistel(key, halfBits, value)
  while (walked >= size) walked = feistel(key, halfBits, walked)
  return walked
}
