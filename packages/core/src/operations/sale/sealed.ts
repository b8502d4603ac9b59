import { type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import type { Sale, SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ensureSaleOpened } from './ensure-opened.ts'

/**
 * Whether nothing of a sale's items may be known yet. `opened_at` is set by PostgreSQL's clock, so a server whose clock is
 * ahead reveals nothing early. A sale that was closed before it opened never sells: it has nothing left to hide.
 */
export const isSealed = (sale: SaleRow): boolean =>
  (sale.kind === 'hourly' || !sale.preview) && !sale.openedAt && !sale.closedAt

/** The sale as it is now: one that may have just opened is looked up, so that no reader waits for the calendar job. */
export async function ifOpened(ctx: Context, sale: Sale): Promise<Sale> {
  if (!isSealed(sale) || ctx.clock() < sale.startsAt) return sale
  await ensureSaleOpened(ctx, sale)
  return (await ctx.sales.get(sale.id)) ?? sale
}

/** A refusal that concerns a sale; one that has not begun names its start. */
export const refuseSale = (sale: SaleRow, code: RefusalCode): Refused =>
  code === 'sale_not_open' ? refuse(code, { extra: { starts_at: sale.startsAt.toISOString() } }) : refuse(code)
