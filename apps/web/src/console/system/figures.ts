import type { MachineSample } from '@hourglass/server/console'
import { countWords } from '../../words/count'

type Requests = MachineSample['checkout']

/** Responses with outcome `ok`, and all others. */
export const successes = ({ outcomes }: Requests): number => outcomes.ok ?? 0
export const refusals = ({ outcomes }: Requests): number =>
  Object.values(outcomes).reduce((sum, count) => sum + count, 0) - successes({ outcomes, latency: null })

/** Responses in all samples by outcome, most frequent first. */
export function outcomesOf(samples: readonly MachineSample[], kind: 'checkout' | 'purchase'): [string, number][] {
  const sums = new Map<string, number>()
  for (const sample of samples)
    for (const [outcome, count] of Object.entries(sample[kind].outcomes))
      sums.set(outcome, (sums.get(outcome) ?? 0) + count)
  return [...sums].sort(([, a], [, b]) => b - a)
}

const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
/** 3.14159 as "3.1", 1234.5 as "1,235". */
export const figureWords = (value: number): string =>
  value < 100 ? tenths.format(value) : countWords(Math.round(value))

/** Milliseconds as "0.4 s", "12 s", "3 min". */
export function ageWords(ms: number): string {
  const seconds = ms / 1_000
  if (seconds < 10) return `${tenths.format(seconds)} s`
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
