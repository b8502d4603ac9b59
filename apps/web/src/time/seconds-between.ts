/** Whole seconds, the begun one counted; 0 when `to` is past. */
export const secondsBetween = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / 1_000))
