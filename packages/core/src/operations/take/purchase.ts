import {
  no,
  type Outcome,
  type PurchaseView,
  purchaseInput,
  type RefusalCode,
  type Refused,
} from '../../contract/index.ts'
import { readCode } from '../../domain/index.ts'
import type { Taken, Wanted } from '../../gate/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { refuseSale } from '../sale/sealed.ts'
import { atPositions, type ItemLine, itemIdAt, ofPositions } from '../sale/views.ts'
import { NO_GATE, throughGate } from './call-gate.ts'
import { asSold, closeInGate, commitPurchase, type FailedItem, nothingSold, STALE } from './commit-purchase.ts'
import { bought } from './prior-outcome.ts'
import { explainItems, explainShortage } from './shortage.ts'

/** Takes whose epoch ended before they were committed are taken anew, this often. */
const STALE_TRIES_MAX = 3

/** One purchase: which checkout, and who says it is theirs. */
interface Claim {
  id: string
  saleId: number
  userId: string | undefined
}

/**
 * Buys what of a checkout is still there: one take in the gate, one shared commit in the ledger, then the reply.
 * A code buys once; sent again, the answer is `code_used` with the order. A request that is run again under its Idempotency-Key
 * because its first answer was lost gets that answer.
 */
export async function purchase(ctx: Context, raw: unknown): Promise<Outcome<PurchaseView>> {
  const input = parse(purchaseInput, raw)
  if (!input.ok) return input
  const claims = readCode(ctx.codeKeys.valid, input.value.code)
  if (!claims) return no('code_not_found')
  const claim = { ...claims, userId: input.value.user_id }
  try {
    for (let tries = 0; tries < STALE_TRIES_MAX; tries++) {
      const sale = await ctx.sales.get(claim.saleId)
      if (!sale) return no('code_not_found')
      const outcome = await attempt(ctx, sale, claim)
      if (outcome !== STALE)
        return await explain(ctx, sale, claim, ctx.resumed ? await asFirstAnswered(ctx, claim, outcome) : outcome)
      await ctx.sales.refresh(sale.id)
    }
    return no('busy')
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Says of what could not be had whether it may come back. */
async function explain(
  ctx: Context,
  sale: Sale,
  claim: Claim,
  outcome: Outcome<PurchaseView>,
): Promise<Outcome<PurchaseView>> {
  if (outcome.ok ? outcome.value.failed_count === 0 : !outcome.extra?.failed_items) return outcome
  const checkout = await ctx.ledger.readCheckout(claim)
  const asked = { userId: claim.userId ?? checkout?.userId ?? '', lines: checkout?.lines ?? [] }
  if (!outcome.ok) return explainShortage(ctx, sale, outcome, asked)
  const failed_items = await explainItems(ctx, sale, outcome.value.failed_items, asked)
  return { ok: true, value: { ...outcome.value, failed_items } }
}

async function asFirstAnswered(
  ctx: Context,
  { id, saleId }: Claim,
  outcome: Outcome<PurchaseView>,
): Promise<Outcome<PurchaseView>> {
  if (outcome.ok || outcome.code !== 'code_used') return outcome
  const checkout = await ctx.ledger.readCheckout({ saleId, id })
  return asSold(outcome, checkout?.lines ?? [])
}

async function attempt(
  ctx: Context,
  sale: Sale,
  claim: Claim,
  wanted?: Wanted,
): Promise<Outcome<PurchaseView> | typeof STALE> {
  if (sale.soldOutAt) return purchaseFromLedger(ctx, sale, claim)
  let epoch = sale.epoch
  const reply = await throughGate(ctx, sale.id, (now) => {
    epoch = now.epoch
    const { takeLeaseMs: leaseMs } = ctx.settings
    return ctx.gate.take(now, { id: claim.id, kind: 'purchase', leaseMs, userId: claim.userId, wanted })
  })
  if (reply === NO_GATE) return purchaseFromLedger(ctx, sale, claim)
  switch (reply.status) {
    case 'taken':
    case 'known':
      return commitPurchase(ctx, sale, {
        id: claim.id,
        epoch,
        userId: reply.buyer,
        lines: ofPositions(sale, reply.taken),
        failed: failedItems(sale, reply),
      })
    case 'refused': {
      // The gate only admits; whether this very checkout was bought before, the ledger knows.
      const order = await bought(ctx, sale, claim)
      if (order) await closeInGate(ctx, { id: sale.id, epoch }, claim.id, order)
      return order ?? nothingSold(sale, failedItems(sale, reply))
    }
    case 'used':
      return (await bought(ctx, sale, claim)) ?? no('code_not_found')
    case 'unknown': {
      if (wanted) return no('busy')
      // What the gate has forgotten may be bought already: it would take more of it.
      const order = await bought(ctx, sale, claim)
      if (order) return order
      const stored = await storedCheckout(ctx, sale, claim)
      if ('code' in stored) return stored
      return attempt(ctx, sale, claim, { ...stored, lines: atPositions(sale, stored.lines) })
    }
    case 'not_yours':
      return no('code_not_found')
    case 'not_open':
      return refuseSale(sale, 'sale_not_open')
    case 'paused':
      return (await bought(ctx, sale, claim)) ?? no('sale_paused')
    case 'closed':
      return (await bought(ctx, sale, claim)) ?? no('sale_closed')
  }
}

const failedItems = (sale: Sale, taken: Taken): FailedItem[] =>
  taken.refused.map(({ position, reason }) => ({ id: itemIdAt(sale, position), code: reason }))

/** The ledger decides alone: no gate, no take, the same commit. */
async function purchaseFromLedger(
  ctx: Context,
  sale: Sale,
  claim: Claim,
): Promise<Outcome<PurchaseView> | typeof STALE> {
  const stored = await storedCheckout(ctx, sale, claim)
  if ('code' in stored) return stored
  const { userId, lines } = stored
  return commitPurchase(ctx, sale, { id: claim.id, epoch: null, userId, lines, failed: [] })
}

/** The checkout as the attempts have it. */
async function storedCheckout(
  ctx: Context,
  sale: Sale,
  claim: Claim,
): Promise<{ userId: string; lines: ItemLine[]; ttlMs: number } | Refused> {
  const stored = await ctx.ledger.readCheckout({ saleId: sale.id, id: claim.id })
  const notTheirs = stored && claim.userId !== undefined && claim.userId !== stored.userId
  if (!stored || notTheirs) return no('code_not_found')
  if (stored.leftMs <= 0) return (await bought(ctx, sale, claim)) ?? no('code_expired' satisfies RefusalCode)
  return { userId: stored.userId, lines: stored.lines, ttlMs: stored.leftMs }
}
