/** So many requests in a window of time. */
export interface LimitRule {
  requests: number
  windowMs: number
}

/** Whether one request more may come, and what is left of the bucket. */
export interface Allowance {
  ok: boolean
  left: number
  /** Until the next one may come; 0 when this one may. */
  waitMs: number
  /** Until the whole bucket is there again. */
  resetMs: number
}

/**
 * Counts requests, all or none, against a bucket that is full again at `fullAt`: the same as the gate's `limit.lua`, by the clock given.
 * @returns what is allowed, and when the bucket is full again now
 */
export function countAgainst(fullAt: number, now: number, rule: LimitRule, count = 1): [Allowance, fullAt: number] {
  const each = rule.windowMs / rule.requests
  const cost = each * count
  const before = Math.max(fullAt, now)
  const waitMs = before + cost - rule.windowMs - now
  if (waitMs > 0.001)
    return [{ ok: false, left: 0, waitMs: Math.ceil(waitMs), resetMs: Math.ceil(before - now) }, before]
  const after = before + cost
  const left = Math.floor((rule.windowMs - (after - now)) / each + 0.001)
  return [{ ok: true, left, waitMs: 0, resetMs: Math.ceil(after - now) }, after]
}
