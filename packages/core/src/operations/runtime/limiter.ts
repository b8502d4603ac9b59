import { type Allowance, countAgainst, type LimitRule } from '../../domain/index.ts'
import { type Gate, GateUnavailable } from '../../gate/index.ts'

export type { LimitRule } from '../../domain/index.ts'

/** Most buckets that one server counts locally. The least recently used are evicted. */
const LOCAL_BUCKETS_MAX = 10_000

export interface Limiter {
  /** Counts requests, all or none, across all servers; on this server only while the gate is unavailable. */
  count(bucket: string, rule: LimitRule, count?: number): Promise<Allowance>
  /** Counts requests on this server only. */
  countHere(bucket: string, rule: LimitRule, count?: number): Allowance
}

/** Rate limits. During a Redis outage they stay in force: each server applies the same limit locally. */
export function createLimiter(gate: Pick<Gate, 'limit'>, clock: () => number = Date.now): Limiter {
  const fullAt = new Map<string, number>()

  function countHere(bucket: string, rule: LimitRule, count = 1): Allowance {
    const [allowance, next] = countAgainst(fullAt.get(bucket) ?? 0, clock(), rule, count)
    fullAt.delete(bucket)
    fullAt.set(bucket, next)
    const oldest = fullAt.size > LOCAL_BUCKETS_MAX ? fullAt.keys().next().value : undefined
    if (oldest !== undefined) fullAt.delete(oldest)
    return allowance
  }

  return {
    countHere,
    async count(bucket, rule, count = 1) {
      try {
        return await gate.limit(bucket, rule, count)
      } catch (error) {
        if (error instanceof GateUnavailable) return countHere(bucket, rule, count)
        throw error
      }
    },
  }
}
