import type { Context } from '../runtime/context.ts'
import type { SaleEvent } from './write-sale-events.ts'

const SENTENCES: Record<SaleEvent, string> = {
  'sale.opened': 'a sale has opened',
  'sale.paused': 'a sale was paused',
  'sale.resumed': 'a sale was resumed',
  'sale.sold_out': 'a sale is sold out',
  'sale.closed': 'a sale is closed',
}

/** Logs what sales have become, once the ledger has it. */
export function logSales({ log }: Pick<Context, 'log'>, event: SaleEvent, saleIds: readonly number[]): void {
  for (const saleId of saleIds) log.info({ event, sale_id: saleId }, SENTENCES[event])
}
