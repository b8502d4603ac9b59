/** Whole seconds, rounded up; 0 if `to` is past. */
export const secondsBetween = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / 1_000))
