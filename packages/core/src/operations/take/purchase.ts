import { type Outcome, ok, type PurchaseView, purchaseInput, type Refused, refuse } from '../../contract/index.ts'
import { readCode } from '../../domain/index.ts'
import type { StoredOrder } from '../../ledger/index.ts'
import { startPayment } from '../payment/advance-payments.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { lineView, orderView } from '../sale/views.ts'
import { priorOutcome } from './prior-outcome.ts'
import { explainItems, explainShortage, type Requested } from './shortage.ts'
import { type Exists, type FailedItem, type TakeResult, take } from './take.ts'

/**
 * Buys what is still available of a checkout. A code buys once; a repeat is refused as `code_used`, with the order. A repeat under the
 * same Idempotency-Key whose first response was lost gets that response.
 */
export async function purchase(ctx: Context, raw: unknown): Promise<Outcome<PurchaseView>> {
  const input = parse(purchaseInput, raw)
  if (!input.ok) return input
  const checkout = readCode(ctx.codeKeys.valid, input.value.code)
  if (!checkout) return refuse('code_not_found')
  const { id, saleId } = checkout
  const userId = input.value.user_id
  try {
    const result = await take(ctx, { kind: 'purchase', saleId, id, userId })
    const readRequested = () => readRequestedLines(ctx, { saleId, id }, userId)
    switch (result.status) {
      case 'taken':
        return ok(await viewOf(ctx, result, readRequested))
      case 'exists':
        return await repeated(ctx, result, { userId, readRequested })
      case 'refused':
        return await explained(ctx, result, readRequested)
    }
  } catch (error) {
    return ledgerRefusal(error)
  }
}

const PAYMENT_REQUIRED = 'Payment required'

type ReadRequested = () => Promise<Requested>

/** The items that the checkout requested; read only when some of them could not be bought. */
async function readRequestedLines(
  ctx: Context,
  key: { saleId: number; id: string },
  userId: string | undefined,
): Promise<Requested> {
  const checkout = await ctx.ledger.readCheckout(key)
  return { userId: userId ?? checkout?.userId ?? '', lines: checkout?.lines ?? [] }
}

async function viewOf(
  ctx: Context,
  taken: Extract<TakeResult, { status: 'taken' }>,
  readRequested: ReadRequested,
): Promise<PurchaseView> {
  const { sale, lines, units, failed } = taken
  const failed_items = failed.length > 0 ? await explainItems(ctx, sale, failed, await readRequested()) : []
  const links = taken.payBy ? await startPayment(ctx, taken.id) : undefined
  return {
    message: taken.payBy ? PAYMENT_REQUIRED : 'Purchase successful',
    order: orderView(sale, { ...taken, status: taken.payBy ? 'awaiting_payment' : 'confirmed' }, links),
    purchased_items: lines.map((line) => lineView(sale, line)),
    failed_items,
    total_purchased: units,
    failed_count: failed_items.length,
  }
}

/** The checkout was bought before. If this same request bought it, its response is rebuilt: items missing from the order had sold out. */
async function repeated(
  ctx: Context,
  { sale, prior, ours, failed }: Exists,
  { userId, readRequested }: { userId: string | undefined; readRequested: ReadRequested },
): Promise<Outcome<PurchaseView>> {
  const used = await priorOutcome(ctx, sale, prior as StoredOrder, userId)
  if (!ours || used.code !== 'code_used') return used
  const view = used.extra as unknown as Pick<PurchaseView, 'order' | 'purchased_items' | 'total_purchased'>
  const asked = await readRequested()
  const known = new Set([...view.purchased_items, ...failed].map((item) => item.id))
  const lost = asked.lines.flatMap(({ itemId: id }): FailedItem[] => (known.has(id) ? [] : [{ id, code: 'sold_out' }]))
  const failed_items = await explainItems(ctx, sale, [...failed, ...lost], asked)
  const message = view.order.status === 'awaiting_payment' ? PAYMENT_REQUIRED : 'Purchase successful'
  return ok({ message, ...view, failed_items, failed_count: failed_items.length })
}

async function explained(
  ctx: Context,
  { sale, refusal }: Extract<TakeResult, { status: 'refused' }>,
  readRequested: ReadRequested,
): Promise<Refused> {
  if (refusal.code === 'sale_not_found') return refuse('code_not_found')
  return sale && refusal.extra?.failed_items ? explainShortage(ctx, sale, refusal, await readRequested()) : refusal
}
