import { type Context, compareGate, readBacklog, readSchedule } from '@hourglass/core/operations'
import { pendingMigrations } from '@hourglass/db'
import { valueFrom } from '../stores.ts'
import { danger, type Finding, look, ok } from './finding.ts'

/** Servers make the next sale ten minutes ahead, or half a period when that is shorter; and may be this late. */
const PREPARED_MS = 10 * 60_000
const LATE_MS = 5_000
/** A hold goes back within a second of its deadline; with a server away, within a few. */
const HOLD_OVERDUE_MS_MAX = 5_000
const EVENT_AGE_MS_MAX = 60_000

export async function checkMigrations({ db }: Pick<Context, 'db'>): Promise<Finding> {
  const pending = await pendingMigrations(db)
  if (pending.length === 0) return ok('migrations', 'the schema is the present one')
  return danger(
    'migrations',
    `${pending.join(', ')} pending`,
    'Start a server of this version: it migrates before it serves.',
  )
}

export async function checkGates(ctx: Context): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { id } of ctx.sales.open(ctx.clock())) {
    const { name, gate, epoch, takes, differences_count } = valueFrom(await compareGate(ctx, { id }))
    const check = `gate of sale ${id}`
    const says = `${name}, epoch ${epoch}`
    if (gate === 'away') findings.push(look(check, `${says}: cannot be asked`, 'See Redis.'))
    else if (gate === 'empty') findings.push(ok(check, `${says}: not built; the first who comes builds it`))
    else if (differences_count === 0)
      findings.push(ok(check, `${says}: agrees with the ledger, ${takes} takes under way`))
    else {
      const differs = `${says}: differs from the ledger in ${differences_count} places`
      findings.push(danger(check, differs, `pnpm hourglass gate compare ${id}, then gate rebuild ${id}`))
    }
  }
  return findings.length > 0 ? findings : [ok('gate', 'no sale is open')]
}

/** Whether the clock's sales are there: that of this period, and in its last minutes the next one. */
export async function checkNextSale(ctx: Context): Promise<Finding> {
  const { now, period_ms, current, next } = await readSchedule(ctx)
  const since = (time: string) => Date.parse(now) - Date.parse(time)
  const remedy = 'Servers make it: see that one runs, with the same SALE_PERIOD as here.'
  if (current.sale_id === null && since(current.starts_at) > LATE_MS)
    return danger('next sale', `the sale of ${current.starts_at} was never made`, remedy)
  if (next.sale_id !== null) return ok('next sale', `Drop ${next.sale_id} is prepared for ${next.starts_at}`)
  const isEarly = -since(next.starts_at) > Math.min(PREPARED_MS, period_ms / 2) - LATE_MS
  if (isEarly) return ok('next sale', `to be prepared before ${next.starts_at}`)
  return danger('next sale', `none is prepared for ${next.starts_at}`, remedy)
}

export async function checkBacklog(ctx: Context): Promise<Finding[]> {
  const { holds_overdue, holds_overdue_ms, events } = await readBacklog(ctx)
  const holds =
    holds_overdue_ms > HOLD_OVERDUE_MS_MAX
      ? danger(
          'holds',
          `${holds_overdue} overdue, one by ${seconds(holds_overdue_ms)}`,
          'Servers end them: see that one runs.',
        )
      : ok('holds', 'none overdue')
  const readers = events.map(({ consumer, waiting, age_ms }) => {
    const says = waiting === 0 ? 'nothing waits' : `${waiting} wait, the oldest for ${seconds(age_ms)}`
    if (age_ms <= EVENT_AGE_MS_MAX) return ok(`events, ${consumer}`, says)
    return look(`events, ${consumer}`, says, 'The relay passes them on: see that one runs and reaches its stores.')
  })
  return [holds, ...readers]
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`
