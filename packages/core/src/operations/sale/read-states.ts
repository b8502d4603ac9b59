import { type Outcome, ok, refuse, type StatesView, saleInput } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import type { Shelf } from '../runtime/shelves.ts'

/** The state of every item of a sale: the snapshot of the live feed, for clients that do not follow it. */
export async function readStates(ctx: Context, raw: unknown): Promise<Outcome<StatesView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.get(input.value.id)
  if (!sale) return refuse('sale_not_found')
  return ok(statesOf(sale, await ctx.shelves.read(sale), ctx.clock()))
}

export const statesOf = (sale: Sale, shelf: Shelf, serverTime: Date): StatesView => ({
  sale_id: sale.id,
  first_item_id: sale.firstItemId,
  items_count: sale.itemsCount,
  server_time: serverTime.toISOString(),
  units: shelf.units,
  states: shelf.packed(),
})
