import {
  CHECKOUT_ITEMS_MAX,
  type CheckoutInput,
  type CheckoutView,
  checkoutInput,
  type Outcome,
  ok,
  type RefusalCode,
  type Refused,
  refuse,
} from '../../contract/index.ts'
import { readCode, signCode } from '../../domain/index.ts'
import type { Sale } from '../../ledger/index.ts'
import { ownerOf } from '../cart/cart.ts'
import { linesOfCart } from '../cart/read-cart.ts'
import { requirePass } from '../queue/require-pass.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { retryBudget } from '../runtime/retry-budget.ts'
import { storableItemIds, storableUserId } from '../runtime/storable.ts'
import { otherSale, saleOfItems } from '../sale/sale-of-items.ts'
import { ifOpened, isSealed, needsAccount, refuseSale } from '../sale/sealed.ts'
import { atPositions, checkoutTime, type ItemLine, lineView, ofPositions } from '../sale/views.ts'
import { callGate, NO_GATE } from '../take/call-gate.ts'
import { findPriorOutcome } from '../take/prior-outcome.ts'
import { explainItems, explainShortage, type Requested } from '../take/shortage.ts'

/** The part of the request that is known so far. It becomes the attempt. */
interface Draft {
  id: string
  checkoutId: string
  saleId: number
  userId: string
  lines: ItemLine[]
}

/**
 * A buyer's intent to buy items of one sale. Returns the code that purchase takes; reserves nothing. Every call is committed to the
 * ledger as an attempt before the response, whatever the outcome.
 */
export async function checkout(ctx: Context, raw: unknown): Promise<Outcome<CheckoutView>> {
  const id = ctx.newId()
  const input = parse(checkoutInput, raw)
  if (input.ok) return decide(ctx, id, input.value)
  const userId = storableUserId(raw)
  return record(ctx, { id, checkoutId: id, saleId: 0, userId, lines: oneEach(storableItemIds(raw)) }, input)
}

/** Records a refused request that is not a valid checkout, such as a body that is not JSON. */
export function refuseCheckout(ctx: Context, refused: Refused): Promise<Refused> {
  const id = ctx.newId()
  return record(ctx, { id, checkoutId: id, saleId: 0, userId: '', lines: [] }, refused)
}

async function decide(ctx: Context, id: string, input: CheckoutInput): Promise<Outcome<CheckoutView>> {
  const draft: Draft = { id, checkoutId: id, saleId: 0, userId: input.user_id, lines: oneEach(input.id ?? []) }
  try {
    if (!input.id) {
      const lines = await linesOfCart(ctx, ownerOf(input), input.sale_id)
      if ('code' in lines) return await record(ctx, draft, lines)
      draft.lines = lines
    }
    const known = await saleOfItems(
      ctx,
      draft.lines.map((line) => line.itemId),
      'id',
    )
    if ('code' in known) return await record(ctx, draft, known)
    draft.saleId = known.id
    // The response names the items, so a sealed sale must be refused here.
    const sale = await ifOpened(ctx, known)
    if (isSealed(sale)) return await record(ctx, draft, refuseSale(sale, 'sale_not_open'))

    if (needsAccount(sale, draft.userId)) return await record(ctx, draft, refuse('sign_in_required'))

    const entry = await requirePass(ctx, sale, draft.userId)
    if (!entry.ok) return await record(ctx, draft, entry)
    if (entry.pass) ctx.queues.recordUse(entry.pass)

    if (input.code !== undefined) {
      const claims = readCode(ctx.codeKeys.valid, input.code)
      if (!claims) return await record(ctx, draft, refuse('code_not_found'))
      if (claims.saleId !== sale.id) return await record(ctx, draft, otherSale('code'))
      draft.checkoutId = claims.id
    }
    const chosen = await choose(ctx, sale, draft)
    if (chosen.ok) {
      // Under the epoch of the gate's answer or a later one, so that the prices shown are those that a purchase under that epoch pays.
      const current = (await ctx.sales.get(sale.id)) ?? sale
      return await record(ctx, draft, await accept(ctx, current, draft, chosen.lines), current)
    }
    return await record(ctx, draft, await explainShortage(ctx, sale, chosen, atLeastOne(draft)))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function choose(ctx: Context, sale: Sale, draft: Draft): Promise<Chosen> {
  if (sale.soldOutAt) return refuse('sold_out')
  const lines = atPositions(sale, draft.lines)
  const adding = draft.checkoutId !== draft.id
  // Only the ledger knows for certain whether items can still be added to a checkout.
  const over = adding ? await findPriorOutcome(ctx, sale, { id: draft.checkoutId, userId: draft.userId }) : null
  if (over) return over
  const { checkoutTtlMs: ttlMs } = ctx.settings
  const reply = await callGate(ctx, sale.id, retryBudget(), (now) =>
    ctx.gate.checkout(now, {
      id: draft.checkoutId,
      mode: adding ? 'add' : 'new',
      userId: draft.userId,
      lines,
      ttlMs,
      itemsMax: CHECKOUT_ITEMS_MAX,
    }),
  )
  if (reply === NO_GATE) {
    // The gate may still have the checkout without the addition, so it must be rebuilt.
    if (adding) ctx.dirtySales.add(sale.id)
    return adding ? addToCheckout(ctx, sale, draft) : checkoutFromLedger(ctx, sale, draft.lines)
  }
  switch (reply.status) {
    case 'ok':
      return { ok: true, lines: ofPositions(sale, reply.lines) }
    case 'sold_out':
      return refuse('sold_out')
    case 'too_many':
      return tooMany()
    case 'not_open':
      return refuseSale(sale, 'sale_not_open')
    case 'paused':
      return refuse('sale_paused')
    case 'closed':
      return refuse('sale_closed')
    case 'not_yours':
      return refuse('code_not_found')
    case 'taken':
      return refuse('in_progress')
    case 'unknown':
    case 'used':
      return addToCheckout(ctx, sale, draft)
  }
}

/** The requested items that are available. */
type Chosen = { ok: true; lines: ItemLine[] } | Refused

const tooMany = (): Refused => {
  const detail = `id must have at most ${CHECKOUT_ITEMS_MAX} items in one checkout`
  return refuse('invalid_request', { detail, errors: [{ pointer: '#/id', detail }] })
}

/**
 * Adds to a checkout that the gate does not have (any more). The ledger says whether it is open, who owns it and what it contains. The
 * attempt that is recorded next is the addition; purchase reads all attempts of the checkout together.
 * @throws Busy @throws LedgerUnavailable
 */
async function addToCheckout(
  ctx: Context,
  sale: Sale,
  draft: { checkoutId: string; userId: string; lines: ItemLine[] },
): Promise<Chosen> {
  const key = { saleId: sale.id, id: draft.checkoutId }
  const stored = await ctx.ledger.readCheckout(key)
  if (!stored || stored.userId !== draft.userId) return refuse('code_not_found')
  if (stored.leftMs <= 0) return refuse('code_expired')
  if (new Set([...stored.lines, ...draft.lines].map((line) => line.itemId)).size > CHECKOUT_ITEMS_MAX) return tooMany()
  return checkoutFromLedger(ctx, sale, draft.lines)
}

/** The lines that are available according to the ledger, for when the gate is unavailable. @throws Busy @throws LedgerUnavailable */
async function checkoutFromLedger(ctx: Context, sale: Sale, lines: ItemLine[]): Promise<Chosen> {
  const found = await Promise.all(
    lines.map(async (line) => ({ line, item: await ctx.ledger.readItem({ saleId: sale.id, id: line.itemId }) })),
  )
  const refused = found[0]?.item?.refused
  if (refused) return refuseSale(sale, refused)
  const free = found.flatMap(({ line, item }) => {
    const left = item ? item.stock - item.held - item.sold : 0
    return left > 0 ? [{ ...line, quantity: Math.min(line.quantity, left) }] : []
  })
  return free.length > 0 ? { ok: true, lines: free } : refuse('sold_out')
}

const oneEach = (itemIds: number[]): ItemLine[] => itemIds.map((itemId) => ({ itemId, quantity: 1 }))

/** A checkout takes as many units as are available, so one unit is enough. */
const atLeastOne = ({ userId, lines }: Draft): Requested => ({
  userId,
  lines: lines.map((line) => ({ ...line, quantity: 1 })),
})

async function accept(ctx: Context, sale: Sale, draft: Draft, lines: ItemLine[]): Promise<Outcome<CheckoutView>> {
  const found = new Set(lines.map((line) => line.itemId))
  const missing = draft.lines.filter((line) => !found.has(line.itemId))
  const unavailable = missing.map((line): CheckoutView['unavailable'][number] => ({
    id: line.itemId,
    code: 'sold_out',
  }))
  return ok({
    code: signCode(ctx.codeKeys.current, { id: draft.checkoutId, saleId: sale.id }),
    sale_id: sale.id,
    items_count: lines.length,
    items: lines.map((line) => lineView(sale, line)),
    unavailable: await explainItems(ctx, sale, unavailable, atLeastOne(draft)),
    sale_ends_at: sale.endsAt?.toISOString() ?? null,
    expires_at: new Date(checkoutTime(draft.checkoutId) + ctx.settings.checkoutTtlMs).toISOString(),
  })
}

/** Commits the attempt, then returns its outcome. If the commit fails, the ledger's refusal is returned instead. */
async function record<Found extends Outcome<CheckoutView>>(
  ctx: Context,
  draft: Draft,
  found: Found,
  sale?: Sale,
): Promise<Found | Refused> {
  const outcome: RefusalCode | 'ok' = found.ok ? 'ok' : found.code
  const lines = found.ok ? found.value.items.map((item) => ({ itemId: item.id, quantity: item.quantity })) : draft.lines
  // A refused addition must not become part of the checkout.
  const checkoutId = found.ok ? draft.checkoutId : draft.id
  try {
    await ctx.ledger.recordAttempt({
      id: draft.id,
      checkoutId,
      saleId: draft.saleId,
      userId: draft.userId,
      outcome,
      itemIds: lines.map((line) => line.itemId),
      // Prices of hourly sales never change.
      prices: found.ok && sale?.kind === 'merchant' ? found.value.items.map((item) => item.price.amount) : undefined,
      quantities: lines.some((line) => line.quantity > 1) ? lines.map((line) => line.quantity) : undefined,
    })
    return found
  } catch (error) {
    // The addition was not recorded: drop the checkout from the gate, which then reads it from the ledger.
    if (found.ok && draft.checkoutId !== draft.id) await forget(ctx, draft)
    return ledgerRefusal(error)
  }
}

async function forget(ctx: Context, draft: Draft): Promise<void> {
  const sale = await ctx.sales.get(draft.saleId)
  if (sale) await ctx.gate.forgetCheckout(sale, draft.checkoutId).catch(() => ctx.dirtySales.add(draft.saleId))
}
