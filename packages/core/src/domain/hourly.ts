/** The sale on at `now` of a clock that opens one each period, counted from the Unix epoch: 1 h gives the top of the hour. */
export function currentStart(now: Date, periodMs: number): Date {
  return new Date(Math.floor(now.getTime() / periodMs) * periodMs)
}

/** The next opening after `now`. */
export function nextStart(now: Date, periodMs: number): Date {
  return new Date(currentStart(now, periodMs).getTime() + periodMs)
}
