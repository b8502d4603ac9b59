/** So many fall at once; the rest change at once. */
const FALLING_MAX = 12
const FALL_MS = 240

/** Grains that have just been sold and are still to be seen falling. */
export function createFalling() {
  const began = new Map<number, number>()
  return {
    get any() {
      return began.size > 0
    },
    begin(position: number, now: number): void {
      if (began.size < FALLING_MAX) began.set(position, now)
    },
    /** Share of the fall that is over; null for one that is not falling. */
    shareOf(position: number, now: number): number | null {
      const at = began.get(position)
      return at === undefined ? null : Math.min(1, (now - at) / FALL_MS)
    },
    /** Those that are falling, for one more frame each; the ones that have landed are forgotten. */
    take(now: number): number[] {
      const positions = [...began.keys()]
      for (const [position, at] of began) if (now - at >= FALL_MS) began.delete(position)
      return positions
    },
  }
}
