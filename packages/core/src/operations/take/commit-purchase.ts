import { no, type Outcome, type PurchaseView, type Refused, yes } from '../../contract/index.ts'
import type { GateSale } from '../../gate/index.ts'
import { Busy, type Sale, type TakeVerdict } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { openingTold } from '../sale/ensure-opened.ts'
import { refuseSale } from '../sale/sealed.ts'
import { type ItemLine, lineView, orderView, positionOf } from '../sale/views.ts'
import { bought } from './prior-outcome.ts'
import { rebuildGate } from './rebuild-gate.ts'

/** The take's epoch ended before it was committed; the gate has forgotten it. */
export const STALE = Symbol('stale')

export type FailedItem = PurchaseView['failed_items'][number]

/** What the gate has admitted, or what the ledger is to decide alone (epoch null). */
interface Admitted {
  id: string
  epoch: number | null
  userId: string
  lines: ItemLine[]
  failed: FailedItem[]
}

/**
 * Commits a take and answers only then. Whatever the ledger says, the gate hears of it: settle for what is sold, release
 * for what is not, and a rebuild when it had admitted what the ledger refuses.
 * @throws Busy @throws LedgerUnavailable: the units stay taken until the sweeper knows
 */
export async function commitPurchase(
  ctx: Context,
  sale: Sale,
  take: Admitted,
): Promise<Outcome<PurchaseView> | typeof STALE> {
  const { id, epoch, userId } = take
  const gateSale = { id: sale.id, epoch: epoch ?? 0 }
  // Without a take there is nothing to tell the gate.
  const settle = () => epoch && void ctx.gate.settle(gateSale, id).catch(leaveToSweeper)
  const release = () => epoch && void ctx.gate.release(gateSale, id).catch(leaveToSweeper)
  await openingTold(ctx, sale)
  const row = { id, saleId: sale.id, userId, epoch, kind: 'purchase' as const, lines: take.lines }
  const verdict = await ctx.ledger.commitTake(row).catch((error) => {
    if (error instanceof Busy) release()
    throw error
  })
  switch (verdict.status) {
    case 'taken': {
      if (epoch === null) ctx.behind.add(sale.id)
      settle()
      const failed = refusedLines(verdict)
      if (epoch !== null && failed.length > 0) mend(ctx, sale)
      return sold(sale, take, verdict, failed)
    }
    case 'refused': {
      release()
      if (epoch !== null) mend(ctx, sale)
      return nothingSold(sale, [...take.failed, ...refusedLines(verdict)])
    }
    case 'exists': {
      const order = await bought(ctx, sale, { id })
      if (order && epoch) await closeInGate(ctx, gateSale, id, order)
      return order && verdict.ours ? asSold(order, take.lines, take.failed) : (order ?? no('unavailable'))
    }
    case 'stale':
      return STALE
    case 'held':
      throw new TypeError('the ledger took a purchase for a hold')
    default:
      release()
      return refuseSale(sale, verdict.status)
  }
}

/** Tells the gate what the ledger has decided about an id: sold, or void for good. */
export async function closeInGate(ctx: Context, sale: GateSale, id: string, order: Refused): Promise<void> {
  const told = order.code === 'code_used' ? ctx.gate.settle(sale, id) : ctx.gate.release(sale, id, 'void')
  await told.catch(leaveToSweeper)
}

/** The take outlives its lease, and the sweeper asks the ledger. */
export const leaveToSweeper = (): undefined => undefined

/** The gate admitted what the ledger refuses: it is wrong about this sale. */
export function mend(ctx: Context, sale: Sale): void {
  rebuildGate(ctx, sale, 'it admitted what the ledger refused').catch((error) => {
    ctx.log.warn({ event: 'gate.not_rebuilt', sale_id: sale.id, error: String(error) }, 'the gate could not be rebuilt')
  })
}

export function refusedLines(verdict: Extract<TakeVerdict, { lines: unknown }>): FailedItem[] {
  return verdict.lines.flatMap((line) => (line.verdict === 'taken' ? [] : [{ id: line.itemId, code: line.verdict }]))
}

function sold(sale: Sale, take: Admitted, verdict: Extract<TakeVerdict, { status: 'taken' }>, refused: FailedItem[]) {
  const lines = verdict.lines.filter((line) => line.verdict === 'taken')
  const units = lines.reduce((sum, line) => sum + line.quantity, 0)
  const total = lines.reduce((sum, line) => sum + line.quantity * line.price, 0)
  const { id, userId } = take
  const failed = [...take.failed, ...refused]
  return yes<PurchaseView>({
    message: 'Purchase successful',
    order: orderView(sale, { id, userId, status: 'confirmed', units, total, createdAt: verdict.createdAt }),
    purchased_items: lines.map((line) => lineView(sale, line)),
    failed_items: failed,
    total_purchased: units,
    failed_count: failed.length,
  })
}

/**
 * The order exists because this very request made it, and its first answer was lost: the answer it would have been. What was asked
 * for and is not in the order had sold.
 */
export function asSold(
  order: Refused,
  asked: readonly ItemLine[],
  refused: readonly FailedItem[] = [],
): Outcome<PurchaseView> {
  if (order.code !== 'code_used') return order
  const view = order.extra as unknown as Pick<PurchaseView, 'order' | 'purchased_items' | 'total_purchased'>
  const bought = new Set(view.purchased_items.map((item) => item.id))
  const lost = asked
    .filter((line) => !bought.has(line.itemId))
    .map(({ itemId }) => ({ id: itemId, code: 'sold_out' as const }))
  const failed = [...refused, ...lost]
  return yes<PurchaseView>({
    message: 'Purchase successful',
    ...view,
    failed_items: failed,
    failed_count: failed.length,
  })
}

/** Why nothing was sold, in one word: the limit, if that was in the way of anything. */
export function nothingSold(sale: Sale, failed: FailedItem[]): Refused {
  const extra = { failed_items: failed, failed_count: failed.length }
  if (!failed.some((item) => item.code === 'limit_reached')) return no('sold_out', { extra })
  return no('limit_reached', { detail: limitDetail(sale, failed), extra })
}

/** Which limit, as far as it can be told: an item may have one of its own. */
function limitDetail(sale: Sale, failed: FailedItem[]): string {
  const limits = failed
    .filter((item) => item.code === 'limit_reached')
    .map((item) => sale.labels?.[positionOf(sale, item.id)]?.buyerLimit ?? null)
  const ofSale = `the maximum of ${sale.buyerLimit} items per sale`
  const ofItem = limits.find((limit) => limit !== null)
  return `User has reached ${ofItem ? `the maximum of ${ofItem} of an item, or ` : ''}${ofSale}`
}
