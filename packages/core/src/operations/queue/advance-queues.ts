import type { Context } from '../runtime/context.ts'

/** A commit that takes longer than this shows that the ledger is busy, in ms. */
const COMMIT_MS_MAX = 250
/** Rows that may wait for the ledger before it counts as busy: two full batches. */
const LEDGER_LOAD_MAX = 512
/** The smallest part of the rate that is still admitted, so that a queue never stops by itself. */
const SHARE_MIN = 1 / 64
/** What the share regains per run while the ledger is not busy. */
const SHARE_STEP = 0.1

/** What a server remembers between runs: the part of the rate that the ledger can serve. */
export interface AdmissionControl {
  /** From SHARE_MIN to 1. */
  share: number
}

/**
 * Admits the next places of all queues. Every server runs it; the ledger gives each moment to one of them. While the ledger is busy the
 * rate is halved with each run, and grows back in steps (additive increase, multiplicative decrease: Chiu & Jain 1989), so that admissions
 * never outrun what can be committed.
 * @throws LedgerUnavailable
 */
export async function advanceQueues(ctx: Context, control: AdmissionControl): Promise<number> {
  if (!ctx.sales.open(ctx.clock()).some((sale) => sale.door === 'queue')) return 0
  const began = performance.now()
  const { load } = ctx.ledger
  const moved = await ctx.ledger.advanceQueues(control.share)
  const isBusy = load > LEDGER_LOAD_MAX || performance.now() - began > COMMIT_MS_MAX
  control.share = isBusy ? Math.max(SHARE_MIN, control.share / 2) : Math.min(1, control.share + SHARE_STEP)
  return moved.reduce((sum, { admitted }) => sum + admitted, 0)
}
