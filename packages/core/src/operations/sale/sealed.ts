import { type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import { isGuest } from '../../domain/index.ts'
import type { Sale, SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ensureSaleOpened } from './ensure-opened.ts'

/**
 * Whether the items of a sale are still secret. `opened_at` is set by PostgreSQL's clock, so a server whose clock is ahead reveals
 * nothing early. A sale that was closed before it opened is not sealed: it never sells, so there is nothing to hide.
 */
export const isSealed = (sale: SaleRow): boolean =>
  (sale.kind === 'hourly' || !sale.preview) && !sale.openedAt && !sale.closedAt

/** Refreshes a sealed sale that may have just opened, so that readers do not wait for the scheduled job. */
export async function ifOpened(ctx: Context, sale: Sale): Promise<Sale> {
  if (!isSealed(sale) || ctx.clock() < sale.startsAt) return sale
  await ensureSaleOpened(ctx, sale)
  return (await ctx.sales.get(sale.id)) ?? sale
}

/** Whether a sale refuses a buyer because they have no account. The buyers of API keys are their partner's responsibility. */
export const needsAccount = (sale: Pick<SaleRow, 'guests'>, userId: string): boolean =>
  sale.guests === 'refused' && isGuest(userId)

/** A refusal about a sale. `sale_not_open` includes the start. */
export const refuseSale = (sale: SaleRow, code: RefusalCode): Refused =>
  code === 'sale_not_open' ? refuse(code, { extra: { starts_at: sale.startsAt.toISOString() } }) : refuse(code)
