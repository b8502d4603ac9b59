import { type Context, compareGate, readBacklog, readSchedule } from '@hourglass/core/operations'
import { pendingMigrations } from '@hourglass/db'
import { valueFrom } from '../stores.ts'
import { danger, type Finding, ok, warning } from './finding.ts'

/** Servers create the next sale ten minutes ahead, or half a period ahead if that is shorter. */
const PREPARED_MS = 10 * 60_000
/** Tolerance for a sale that is created late. */
const LATE_MS = 5_000
/** A hold expires within a second of its deadline, or within a few seconds while a server is down. */
const HOLD_OVERDUE_MS_MAX = 5_000
const EVENT_AGE_MS_MAX = 60_000

export async function checkMigrations({ db }: Pick<Context, 'db'>): Promise<Finding> {
  const pending = await pendingMigrations(db)
  if (pending.length === 0) return ok('migrations', 'the schema is up to date')
  return danger(
    'migrations',
    `pending: ${pending.join(', ')}`,
    'Start a server of this version. It runs the migrations before it serves requests.',
  )
}

export async function checkGates(ctx: Context): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { id } of ctx.sales.open(ctx.clock())) {
    const { name, gate, epoch, takes, differences_count } = valueFrom(await compareGate(ctx, { id }))
    const check = `gate of sale ${id}`
    const sale = `${name}, epoch ${epoch}`
    if (gate === 'away') findings.push(warning(check, `${sale}: unavailable`, 'See the Redis check.'))
    else if (gate === 'empty') findings.push(ok(check, `${sale}: not built yet; the first purchase builds it`))
    else if (differences_count === 0) findings.push(ok(check, `${sale}: matches the ledger, ${takes} takes in flight`))
    else {
      const differs = `${sale}: gate and ledger differ, ${differences_count} differences`
      const remedy = `Run hourglass gate compare ${id}, then hourglass gate rebuild ${id}.`
      findings.push(danger(check, differs, remedy))
    }
  }
  return findings.length > 0 ? findings : [ok('gate', 'no sale is open')]
}

/** Checks that the current hourly sale exists and, shortly before the period ends, the next one. */
export async function checkNextSale(ctx: Context): Promise<Finding> {
  const { now, period_ms, current, next } = await readSchedule(ctx)
  const since = (time: string) => Date.parse(now) - Date.parse(time)
  const remedy = 'Servers create it: check that one is running, with the same SALE_PERIOD as this command.'
  if (current.sale_id === null && since(current.starts_at) > LATE_MS)
    return danger('next sale', `the sale of ${current.starts_at} was not created`, remedy)
  if (next.sale_id !== null) return ok('next sale', `sale ${next.sale_id} is ready for ${next.starts_at}`)
  const isEarly = -since(next.starts_at) > Math.min(PREPARED_MS, period_ms / 2) - LATE_MS
  if (isEarly) return ok('next sale', `due before ${next.starts_at}`)
  return danger('next sale', `no sale exists for ${next.starts_at}`, remedy)
}

export async function checkBacklog(ctx: Context): Promise<Finding[]> {
  const { holds_overdue, holds_overdue_ms, events } = await readBacklog(ctx)
  const holds =
    holds_overdue_ms > HOLD_OVERDUE_MS_MAX
      ? danger(
          'holds',
          `${holds_overdue} overdue, the oldest by ${seconds(holds_overdue_ms)}`,
          'Servers expire holds: check that one is running.',
        )
      : ok('holds', 'none overdue')
  const readers = events.map(({ consumer, waiting, age_ms }) => {
    const message = waiting === 0 ? 'none pending' : `${waiting} pending, the oldest for ${seconds(age_ms)}`
    if (age_ms <= EVENT_AGE_MS_MAX) return ok(`events, ${consumer}`, message)
    const remedy = 'The relay delivers them: check that one is running and can reach its stores.'
    return warning(`events, ${consumer}`, message, remedy)
  })
  return [holds, ...readers]
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`
