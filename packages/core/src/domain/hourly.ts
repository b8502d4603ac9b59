/** The start of the current period. Periods are aligned to the Unix epoch, so that 1 h starts at the top of the hour. */
export function currentStart(now: Date, periodMs: number): Date {
  return new Date(Math.floor(now.getTime() / periodMs) * periodMs)
}

/** The start of the next period. */
export function nextStart(now: Date, periodMs: number): Date {
  return new Date(currentStart(now, periodMs).getTime() + periodMs)
}
