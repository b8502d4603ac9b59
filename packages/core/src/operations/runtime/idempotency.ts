import { setTimeout as delay } from 'node:timers/promises'
import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { type Outcome, type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import type { KeyClaim } from '../../ledger/index.ts'
import type { Context } from './context.ts'
import { ledgerRefusal } from './ledger-refusal.ts'

/** How long a repeated request waits for the response of the first. */
export const REPEAT_WAIT_MS = 3_000
/** Polling interval for a key that another server is processing. */
const REPEAT_POLL_MS = 50

/** The principal, the idempotency key, and a fingerprint that is equal for equal requests. */
export type Claim = Omit<KeyClaim, 'requestId'>

export interface Answered<T> {
  outcome: Outcome<T>
  /** The outcome was stored by an earlier request with this key. */
  replayed: boolean
}

type Run<T> = (ctx: Context) => Promise<Outcome<T>>

/** How a successful outcome that contains a secret is stored: without the secret, which is looked up for a repeat. */
export interface Redacted<T> {
  without(value: T): object
  /** @param kept the result of `without` */
  again(ctx: Context, kept: unknown): Promise<Outcome<T>>
}

interface Manner<T> {
  waitMs?: number
  redacted?: Redacted<T> | undefined
}

/**
 * Runs an operation once per idempotency key; every repeat gets the stored outcome. The operation gets a request id that stays the
 * same if it is run again after a crash, so that it finds what it created under that id.
 */
export function withIdempotency<T>(
  ctx: Context,
  claim: Claim,
  run: Run<T>,
  manner: Manner<T> = {},
): Promise<Answered<T>> {
  const { waitMs = REPEAT_WAIT_MS } = manner
  const name = `idempotency key ${JSON.stringify([claim.principal, claim.key, claim.fingerprint])}`
  // Repeats on the same server wait for the first request, without a query to the ledger.
  const first = ctx.flights.find<Answered<T>>(name)
  if (first) return Promise.race([answerOf(first), delay(waitMs, inProgress(), { ref: false })])
  return ctx.flights.run(name, () => lead(ctx, claim, run, { ...manner, waitMs }))
}

const answerOf = async <T>(first: Promise<Answered<T>>): Promise<Answered<T>> => {
  const { outcome } = await first
  return { outcome, replayed: endingOf(outcome) === 'kept' }
}

const inProgress = (): { outcome: Refused; replayed: boolean } => ({
  outcome: refuse('in_progress', { detail: 'The first request with this Idempotency-Key has not finished yet.' }),
  replayed: false,
})

async function lead<T>(
  ctx: Context,
  claim: Claim,
  run: Run<T>,
  { waitMs, redacted }: Manner<T> & { waitMs: number },
): Promise<Answered<T>> {
  const deadline = performance.now() + waitMs
  try {
    for (;;) {
      const fresh = ctx.newId()
      const verdict = await ctx.ledger.claimKey({ ...claim, requestId: fresh })
      if (verdict.status === 'reused') return { outcome: refuse('idempotency_key_reused'), replayed: false }
      if (verdict.status === 'answered') {
        const outcome = verdict.answer as Outcome<T>
        return { outcome: redacted && outcome.ok ? await redacted.again(ctx, outcome.value) : outcome, replayed: true }
      }
      if (verdict.status === 'claimed') {
        const outcome = await perform(
          ctx,
          { ...claim, ...verdict, redacted, resumed: verdict.requestId !== fresh },
          run,
        )
        if (outcome) return { outcome, replayed: false }
      }
      if (performance.now() >= deadline) return inProgress()
      await delay(REPEAT_POLL_MS)
    }
  } catch (error) {
    return { outcome: ledgerRefusal(error), replayed: false }
  }
}

/** Runs a claimed request and ends the claim. null: it outlasted the lease, and another server has taken over. */
async function perform<T>(
  ctx: Context,
  claimed: {
    principal: string
    key: string
    requestId: string
    lease: string
    resumed: boolean
    redacted: Redacted<T> | undefined
  },
  run: Run<T>,
): Promise<Outcome<T> | null> {
  const { principal, key, requestId, lease, resumed, redacted } = claimed
  const end = (ending: Ending, answer: string | null) =>
    ctx.ledger.endClaim({ principal, key, lease, answer, forget: ending === 'forgotten' })
  let outcome: Outcome<T>
  try {
    outcome = await run({ ...ctx, requestId, resumed })
  } catch (error) {
    // If the ledger is unreachable, the lease expires.
    await end('open', null).catch(() => false)
    throw error
  }
  const ending = endingOf(outcome)
  const stored = redacted && outcome.ok ? { ok: true, value: redacted.without(outcome.value) } : outcome
  return (await end(ending, ending === 'kept' ? JSON.stringify(stored) : null)) ? outcome : null
}

/**
 * What happens to the key. `kept`: the outcome is stored for repeats. `open`: the operation may have taken effect (a later step may
 * have failed with `busy`), so a repeat runs it again under the same id. `forgotten`: it had no effect, and the key is free again.
 */
type Ending = 'kept' | 'open' | 'forgotten'

const MAY_BE_DONE: ReadonlySet<string> = new Set<RefusalCode>(['unavailable', 'busy', 'internal_error'])

/** Permanent refusals. After any other, a repeat may have a different outcome: a hold ends, an item is added. */
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

/** Whether an earlier run of the request took effect. Call it under the lock of the row that the request changes. */
export async function wasApplied(tx: Transaction, requestId: string | undefined): Promise<boolean> {
  if (requestId === undefined) return false
  return (await tx.$count(doneRequests, eq(doneRequests.id, requestId))) > 0
}

/** Records that the request took effect, in the same transaction. */
export async function recordApplied(tx: Transaction, requestId: string | undefined): Promise<void> {
  if (requestId !== undefined) await tx.insert(doneRequests).values({ id: requestId })
}
