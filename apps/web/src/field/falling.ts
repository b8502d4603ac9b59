/** Grains animated at the same time; more than that change without animation. */
const FALLING_MAX = 12
const FALL_MS = 240

/** The animation of grains that have just been sold. */
export function createFalling() {
  const began = new Map<number, number>()
  return {
    get any() {
      return began.size > 0
    },
    begin(position: number, now: number): void {
      if (began.size < FALLING_MAX) began.set(position, now)
    },
    /** Progress of the animation, 0 to 1; null if the grain is not animated. */
    shareOf(position: number, now: number): number | null {
      const at = began.get(position)
      return at === undefined ? null : Math.min(1, (now - at) / FALL_MS)
    },
    /** Animated grains to draw in this frame. Finished ones are returned once more, then dropped. */
    take(now: number): number[] {
      const positions = [...began.keys()]
      for (const [position, at] of began) if (now - at >= FALL_MS) began.delete(position)
      return positions
    },
  }
}
