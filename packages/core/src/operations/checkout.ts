import {
  CHECKOUT_ITEMS_MAX,
  type CheckoutInput,
  type CheckoutView,
  checkoutInput,
  no,
  type Outcome,
  type RefusalCode,
  type Refused,
  yes,
} from '../contract/index.ts'
import { readCode, signCode } from '../domain/index.ts'
import type { Sale } from '../ledger/index.ts'
import { addToCheckout } from './add-to-checkout.ts'
import { bought } from './bought.ts'
import { checkoutFromLedger } from './checkout-from-ledger.ts'
import { type Chosen, tooMany } from './chosen.ts'
import type { Context } from './context.ts'
import { ledgerRefusal } from './ledger-refusal.ts'
import { parse } from './parse.ts'
import { storableItemIds, storableUserId } from './storable.ts'
import { NO_GATE, throughGate } from './through-gate.ts'
import { checkoutTime, itemIdAt, itemSummary, positionOf } from './views.ts'

/** What has been made out of a request so far; it becomes the attempt. */
interface Draft {
  id: string
  checkoutId: string
  saleId: number
  userId: string
  itemIds: number[]
}

/**
 * A buyer's intent to buy items of one sale: gives the code that purchase takes. It reserves nothing. Every call is kept
 * in the ledger before it is answered, whatever came of it.
 */
export async function checkout(ctx: Context, raw: unknown): Promise<Outcome<CheckoutView>> {
  const id = ctx.newId()
  const input = parse(checkoutInput, raw)
  if (input.ok) return decide(ctx, id, input.value)
  const userId = storableUserId(raw)
  return record(ctx, { id, checkoutId: id, saleId: 0, userId, itemIds: storableItemIds(raw) }, input)
}

/** Keeps a checkout that never became one, such as a body that is no JSON. */
export function refuseCheckout(ctx: Context, refused: Refused): Promise<Refused> {
  const id = ctx.newId()
  return record(ctx, { id, checkoutId: id, saleId: 0, userId: '', itemIds: [] }, refused)
}

async function decide(ctx: Context, id: string, input: CheckoutInput): Promise<Outcome<CheckoutView>> {
  const draft: Draft = { id, checkoutId: id, saleId: 0, userId: input.user_id, itemIds: input.id }
  try {
    const sale = await saleOf(ctx, input.id)
    if ('code' in sale) return await record(ctx, draft, sale)
    draft.saleId = sale.id

    if (input.code !== undefined) {
      const claims = readCode(ctx.codeKey, input.code)
      if (!claims) return await record(ctx, draft, no('code_not_found'))
      if (claims.saleId !== sale.id) return await record(ctx, draft, otherSale('code'))
      draft.checkoutId = claims.id
    }
    const chosen = await choose(ctx, sale, draft)
    return await record(ctx, draft, chosen.ok ? accept(ctx, sale, draft, chosen.itemIds) : chosen)
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function choose(ctx: Context, sale: Sale, draft: Draft): Promise<Chosen> {
  if (sale.soldOutAt) return no('sold_out')
  const positions = draft.itemIds.map((itemId) => positionOf(sale, itemId))
  const adding = draft.checkoutId !== draft.id
  // Whether a checkout can still be added to, the ledger knows for certain.
  const over = adding ? await bought(ctx, sale, { id: draft.checkoutId, userId: draft.userId }) : null
  if (over) return over
  const { checkoutTtlMs: ttlMs } = ctx.settings
  const reply = await throughGate(ctx, sale.id, (now) =>
    ctx.gate.checkout(now, {
      id: draft.checkoutId,
      mode: adding ? 'add' : 'new',
      userId: draft.userId,
      positions,
      ttlMs,
      itemsMax: CHECKOUT_ITEMS_MAX,
    }),
  )
  if (reply === NO_GATE) {
    // The gate may still know the checkout without what is added: it is to be built anew.
    if (adding) ctx.behind.add(sale.id)
    return adding ? addToCheckout(ctx, sale, draft) : checkoutFromLedger(ctx, sale, draft.itemIds)
  }
  switch (reply.status) {
    case 'ok':
      return { ok: true, itemIds: reply.positions.map((position) => itemIdAt(sale, position)) }
    case 'sold_out':
      return no('sold_out')
    case 'too_many':
      return tooMany()
    case 'not_open':
      return no('sale_not_open')
    case 'closed':
      return no('sale_closed')
    case 'not_yours':
      return no('code_not_found')
    case 'taken':
      return no('in_progress')
    case 'unknown':
    case 'used':
      return addToCheckout(ctx, sale, draft)
  }
}

/** The one sale that all items belong to. */
async function saleOf(ctx: Context, itemIds: number[]): Promise<Sale | Refused> {
  let found: Sale | undefined
  for (const itemId of itemIds) {
    const sale = await ctx.sales.ofItem(itemId)
    if (!sale) return no('item_not_found', { errors: [{ pointer: '#/id', detail: `there is no item ${itemId}` }] })
    if (found && found.id !== sale.id) return otherSale('id')
    found = sale
  }
  return found ?? no('item_not_found')
}

const otherSale = (field: string): Refused => {
  const detail = `${field} must be of one sale: a checkout does not span two`
  return no('invalid_request', { detail, errors: [{ pointer: `#/${field}`, detail }] })
}

function accept(ctx: Context, sale: Sale, draft: Draft, itemIds: number[]): Outcome<CheckoutView> {
  const found = new Set(itemIds)
  return yes({
    code: signCode(ctx.codeKey, { id: draft.checkoutId, saleId: sale.id }),
    sale_id: sale.id,
    items_count: itemIds.length,
    items: itemIds.map((itemId) => itemSummary(sale, itemId)),
    unavailable: draft.itemIds
      .filter((itemId) => !found.has(itemId))
      .map((itemId) => ({ id: itemId, code: 'sold_out' })),
    sale_ends_at: sale.endsAt?.toISOString() ?? null,
    expires_at: new Date(checkoutTime(draft.checkoutId) + ctx.settings.checkoutTtlMs).toISOString(),
  })
}

/** Commits the attempt with its outcome, then gives the outcome. An attempt that cannot be kept is not answered with it. */
async function record<Found extends Outcome<CheckoutView>>(
  ctx: Context,
  draft: Draft,
  found: Found,
): Promise<Found | Refused> {
  const outcome: RefusalCode | 'ok' = found.ok ? 'ok' : found.code
  const itemIds = found.ok ? found.value.items.map((item) => item.id) : draft.itemIds
  // A refused addition must not lend its id to the checkout it meant.
  const checkoutId = found.ok ? draft.checkoutId : draft.id
  try {
    await ctx.ledger.recordAttempt({ ...draft, checkoutId, itemIds, outcome })
    return found
  } catch (error) {
    // What is not recorded was not added: the gate reads the checkout back from the ledger.
    if (found.ok && draft.checkoutId !== draft.id) await forget(ctx, draft)
    return ledgerRefusal(error)
  }
}

async function forget(ctx: Context, draft: Draft): Promise<void> {
  const sale = await ctx.sales.get(draft.saleId)
  if (sale) await ctx.gate.forgetCheckout(sale, draft.checkoutId).catch(() => ctx.behind.add(draft.saleId))
}
