import { setTimeout as delay } from 'node:timers/promises'
import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { type Outcome, type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import type { KeyClaim } from '../../ledger/index.ts'
import type { Context } from './context.ts'
import { ledgerRefusal } from './ledger-refusal.ts'

/** Longest that a repeat waits for the answer of the first. */
export const ONCE_WAIT_MS = 3_000
/** Pause between two looks at a key that another server is answering. */
const ONCE_POLL_MS = 50

/** Whose request it is, its idempotency key, and a digest that is equal for equal requests. */
export type Claim = Omit<KeyClaim, 'requestId'>

export interface Answered<T> {
  outcome: Outcome<T>
  /** The answer of an earlier request with this key, told again. */
  replayed: boolean
}

type Run<T> = (ctx: Context) => Promise<Outcome<T>>

/** How a yes with a secret is kept: without it, and told again with what can be found of it. */
export interface Kept<T> {
  without(value: T): object
  /** @param kept what `without` gave */
  again(ctx: Context, kept: unknown): Promise<Outcome<T>>
}

interface Manner<T> {
  waitMs?: number
  kept?: Kept<T> | undefined
}

/**
 * Runs an operation once for its idempotency key, and gives every repeat the same answer. The operation is given the request's id,
 * the same also when it is run again because its server died: what it makes under that id it finds then.
 */
export function withIdempotency<T>(
  ctx: Context,
  claim: Claim,
  run: Run<T>,
  manner: Manner<T> = {},
): Promise<Answered<T>> {
  const { waitMs = ONCE_WAIT_MS } = manner
  const name = `idempotency key ${JSON.stringify([claim.principal, claim.key, claim.fingerprint])}`
  // Repeats that reach the same server wait for the first, without asking the ledger.
  const first = ctx.flights.find<Answered<T>>(name)
  if (first) return Promise.race([answerOf(first), delay(waitMs, stillUnderWay(), { ref: false })])
  return ctx.flights.run(name, () => lead(ctx, claim, run, { ...manner, waitMs }))
}

const answerOf = async <T>(first: Promise<Answered<T>>): Promise<Answered<T>> => {
  const { outcome } = await first
  return { outcome, replayed: endingOf(outcome) === 'kept' }
}

const stillUnderWay = (): { outcome: Refused; replayed: boolean } => ({
  outcome: refuse('in_progress', { detail: 'The first request with this Idempotency-Key is still being answered.' }),
  replayed: false,
})

async function lead<T>(
  ctx: Context,
  claim: Claim,
  run: Run<T>,
  { waitMs, kept }: Manner<T> & { waitMs: number },
): Promise<Answered<T>> {
  const deadline = performance.now() + waitMs
  try {
    for (;;) {
      const fresh = ctx.newId()
      const verdict = await ctx.ledger.claimKey({ ...claim, requestId: fresh })
      if (verdict.status === 'reused') return { outcome: refuse('idempotency_key_reused'), replayed: false }
      if (verdict.status === 'answered') {
        const outcome = verdict.answer as Outcome<T>
        return { outcome: kept && outcome.ok ? await kept.again(ctx, outcome.value) : outcome, replayed: true }
      }
      if (verdict.status === 'claimed') {
        const outcome = await perform(ctx, { ...claim, ...verdict, kept, resumed: verdict.requestId !== fresh }, run)
        if (outcome) return { outcome, replayed: false }
      }
      if (performance.now() >= deadline) return stillUnderWay()
      await delay(ONCE_POLL_MS)
    }
  } catch (error) {
    return { outcome: ledgerRefusal(error), replayed: false }
  }
}

/** Runs what was claimed and ends the claim. null: it took longer than the lease, and the answer is another's to give. */
async function perform<T>(
  ctx: Context,
  claimed: {
    principal: string
    key: string
    requestId: string
    lease: string
    resumed: boolean
    kept: Kept<T> | undefined
  },
  run: Run<T>,
): Promise<Outcome<T> | null> {
  const { principal, key, requestId, lease, resumed, kept } = claimed
  const end = (ending: Ending, answer: string | null) =>
    ctx.ledger.endClaim({ principal, key, lease, answer, forget: ending === 'forgotten' })
  let outcome: Outcome<T>
  try {
    outcome = await run({ ...ctx, requestId, resumed })
  } catch (error) {
    // Where the ledger cannot be told, the lease runs out by itself.
    await end('open', null).catch(() => false)
    throw error
  }
  const ending = endingOf(outcome)
  const stored = kept && outcome.ok ? { ok: true, value: kept.without(outcome.value) } : outcome
  return (await end(ending, ending === 'kept' ? JSON.stringify(stored) : null)) ? outcome : null
}

/**
 * What becomes of the key: `kept` is told again; `open` may have had its effect (a later step may have found us busy), and is
 * run again under the same id;
 * `forgotten` had none.
 */
type Ending = 'kept' | 'open' | 'forgotten'

const MAY_BE_DONE: ReadonlySet<string> = new Set<RefusalCode>(['unavailable', 'busy', 'internal_error'])

/** Refusals that no time changes. Others had no effect, and asked again the answer may be another: a hold ends, an item is listed. */
const FINAL: ReadonlySet<string> = new Set<RefusalCode>([
  ...(['sold_out', 'sale_closed', 'code_used', 'code_expired'] as const),
  ...(['hold_confirmed', 'hold_canceled', 'hold_expired'] as const),
])

function endingOf(outcome: Outcome<unknown>): Ending {
  if (outcome.ok) return 'kept'
  if (MAY_BE_DONE.has(outcome.code)) return 'open'
  return FINAL.has(outcome.code) ? 'kept' : 'forgotten'
}

const { doneRequests } = schema

/** Whether a request that is sent again was done the first time. Asked under the lock of what the request changes. */
export async function doneBefore(tx: Transaction, requestId: string | undefined): Promise<boolean> {
  if (requestId === undefined) return false
  return (await tx.$count(doneRequests, eq(doneRequests.id, requestId))) > 0
}

/** Notes that it is done, with what it did. */
export async function noteDone(tx: Transaction, requestId: string | undefined): Promise<void> {
  if (requestId !== undefined) await tx.insert(doneRequests).values({ id: requestId })
}
