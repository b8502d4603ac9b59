import { type Allowance, countAgainst, type LimitRule } from '../../domain/index.ts'
import { type Gate, GateUnavailable } from '../../gate/index.ts'

export type { LimitRule } from '../../domain/index.ts'

/** Buckets that one server counts by itself; the oldest are forgotten. */
const LOCAL_BUCKETS_MAX = 10_000

export interface Limiter {
  /** Counts requests, all or none, for all servers together; for this one alone while the gate is away. */
  count(bucket: string, rule: LimitRule, count?: number): Promise<Allowance>
  /** Counts a request for this server alone. */
  countHere(bucket: string, rule: LimitRule, count?: number): Allowance
}

/** Limits of requests. They neither fall nor stop anybody because Redis does: each server goes on with the same limit. */
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
