import { UsageError } from './usage-error.ts'

const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Time between hourly sales in milliseconds, from SALE_PERIOD, as the servers read it. @throws UsageError */
export const readPeriod = ({ SALE_PERIOD: text }: NodeJS.ProcessEnv): number => durationOf('SALE_PERIOD', text || '1h')

/** Maximum replication lag in milliseconds, from DATABASE_HISTORY_LAG. @throws UsageError */
export const readHistoryLag = ({ DATABASE_HISTORY_LAG: text }: NodeJS.ProcessEnv): number =>
  durationOf('DATABASE_HISTORY_LAG', text || '10s')

function durationOf(variable: string, text: string): number {
  const [, number, unit = ''] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []
  if (number === undefined) throw new UsageError(`${variable} must be a duration such as 10s, 15m or 1h.`)
  return Number(number) * (UNITS_MS[unit] ?? 1)
}
