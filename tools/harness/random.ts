/** A seeded random number generator: the same seed gives the same crowd. */
export interface Random {
  /** An integer from 0 to `end` − 1. */
  below(end: number): number
  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state, good enough to shuffle a crowd. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const below = (end: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
  return {
    below,
    pick(items) {
      const found = items[below(items.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}

/** Draws a name with a probability proportional to its share. */
export function drawShare<Name extends string>(random: Random, shares: Partial<Record<Name, number>>): Name {
  const all = Object.entries(shares) as [Name, number][]
  let dice = random.below(all.reduce((sum, [, share]) => sum + share, 0))
  for (const [name, share] of all) {
    if (dice < share) return name
    dice -= share
  }
  throw new Error('nothing to draw from')
}
