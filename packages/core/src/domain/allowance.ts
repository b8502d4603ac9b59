/** A rate limit: `requests` per window. */
export interface LimitRule {
  requests: number
  windowMs: number
}

/** Whether the request is allowed, and the state of the bucket. */
export interface Allowance {
  ok: boolean
  left: number
  /** Time until the request would be allowed; 0 if it is. */
  waitMs: number
  /** Time until the bucket is full again. */
  resetMs: number
}

/**
 * Counts requests, all or none, against a bucket that is full again at `fullAt` (GCRA). Same algorithm as `limit.lua` in the gate.
 * @returns the allowance, and the new time at which the bucket is full
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
