import { type HoldView, holdInput, type Outcome, ok, refuse } from '../../contract/index.ts'
import type { StoredHold } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { holdView } from '../sale/views.ts'
import { explainShortage } from '../take/shortage.ts'
import { type Taken, take } from '../take/take.ts'

/**
 * Holds one unit of an item for a buyer until `expires_at`. It counts against the limit. A buyer has at most one active hold per item:
 * a second request returns the same hold with the same deadline. `made`: created by this request.
 */
export async function createHold(
  ctx: Context,
  raw: unknown,
): Promise<Outcome<{ made: boolean; reservation: HoldView }>> {
  const input = parse(holdInput, raw)
  if (!input.ok) return input
  const { item_id: itemId, user_id: userId, price } = input.value
  try {
    const sale = await ctx.sales.ofItem(itemId)
    if (!sale) return refuse('item_not_found')
    const wanted = { userId, lines: [{ itemId, quantity: 1, price }] }
    const id = ctx.requestId ?? ctx.newId()
    const result = await take(ctx, { kind: 'hold', saleId: sale.id, id, userId, wanted })
    switch (result.status) {
      case 'taken':
        return ok({ made: true, reservation: holdView(ctx, sale, holdOf(ctx, result)) })
      case 'exists':
        return ok({ made: result.ours, reservation: holdView(ctx, sale, result.prior as StoredHold) })
      case 'refused':
        return explainShortage(ctx, sale, result.refusal, wanted)
    }
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** The hold that the ledger has just committed. */
function holdOf(ctx: Context, { id, sale, userId, lines, createdAt }: Taken): StoredHold {
  const expiresAt = new Date(createdAt.getTime() + ctx.settings.holdMs)
  const { itemId = 0, price = null } = lines[0] ?? {}
  return { id, saleId: sale.id, itemId, userId, price, status: 'active', expiresAt, createdAt, changedAt: createdAt }
}
