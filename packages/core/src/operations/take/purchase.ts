import { type Outcome, ok, type PurchaseView, purchaseInput, type Refused, refuse } from '../../contract/index.ts'
import { readCode } from '../../domain/index.ts'
import type { StoredOrder } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { lineView, orderView } from '../sale/views.ts'
import { priorOutcome } from './prior-outcome.ts'
import { type Asked, explainItems, explainShortage } from './shortage.ts'
import { type Exists, type FailedItem, type TakeResult, take } from './take.ts'

/**
 * Buys what is still there of a checkout. A code buys once; sent again, the answer is `code_used` with the order. A request that runs
 * again under its Idempotency-Key because its first answer was lost gets that answer.
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
    const readAsked = () => readLinesAsked(ctx, { saleId, id }, userId)
    switch (result.status) {
      case 'taken':
        return ok(await viewOf(ctx, result, readAsked))
      case 'exists':
        return await repeated(ctx, result, { userId, readAsked })
      case 'refused':
        return await explained(ctx, result, readAsked)
    }
  } catch (error) {
    return ledgerRefusal(error)
  }
}

type ReadAsked = () => Promise<Asked>

/** What the checkout asked for; read only when something of it was not had. */
async function readLinesAsked(
  ctx: Context,
  key: { saleId: number; id: string },
  userId: string | undefined,
): Promise<Asked> {
  const checkout = await ctx.ledger.readCheckout(key)
  return { userId: userId ?? checkout?.userId ?? '', lines: checkout?.lines ?? [] }
}

async function viewOf(
  ctx: Context,
  taken: Extract<TakeResult, { status: 'taken' }>,
  readAsked: ReadAsked,
): Promise<PurchaseView> {
  const { sale, lines, units, failed } = taken
  const failed_items = failed.length > 0 ? await explainItems(ctx, sale, failed, await readAsked()) : []
  return {
    message: 'Purchase successful',
    order: orderView(sale, { ...taken, status: 'confirmed' }),
    purchased_items: lines.map((line) => lineView(sale, line)),
    failed_items,
    total_purchased: units,
    failed_count: failed_items.length,
  }
}

/** The checkout was bought before. When this very request did it, the first answer is given again: what is not in the order had sold. */
async function repeated(
  ctx: Context,
  { sale, prior, ours, failed }: Exists,
  { userId, readAsked }: { userId: string | undefined; readAsked: ReadAsked },
): Promise<Outcome<PurchaseView>> {
  const used = priorOutcome(sale, prior as StoredOrder, userId)
  if (!ours || used.code !== 'code_used') return used
  const view = used.extra as unknown as Pick<PurchaseView, 'order' | 'purchased_items' | 'total_purchased'>
  const asked = await readAsked()
  const known = new Set([...view.purchased_items, ...failed].map((item) => item.id))
  const lost = asked.lines.flatMap(({ itemId: id }): FailedItem[] => (known.has(id) ? [] : [{ id, code: 'sold_out' }]))
  const failed_items = await explainItems(ctx, sale, [...failed, ...lost], asked)
  return ok({ message: 'Purchase successful', ...view, failed_items, failed_count: failed_items.length })
}

async function explained(
  ctx: Context,
  { sale, refusal }: Extract<TakeResult, { status: 'refused' }>,
  readAsked: ReadAsked,
): Promise<Refused> {
  if (refusal.code === 'sale_not_found') return refuse('code_not_found')
  return sale && refusal.extra?.failed_items ? explainShortage(ctx, sale, refusal, await readAsked()) : refusal
}
