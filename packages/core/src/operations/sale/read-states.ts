import { type Outcome, ok, refuse, type StatesView, saleInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { packStates } from '../runtime/shelves.ts'

/** The state of every item of a sale at once: what the live feed begins with, for whoever does not follow it. */
export async function readStates(ctx: Context, raw: unknown): Promise<Outcome<StatesView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const sale = await ctx.sales.get(input.value.id)
  if (!sale) return refuse('sale_not_found')
  const shelf = await ctx.shelves.read(sale)
  return ok({
    sale_id: sale.id,
    first_item_id: sale.firstItemId,
    items_count: sale.itemsCount,
    server_time: ctx.clock().toISOString(),
    units: shelf.units,
    states: packStates(shelf.states),
  })
}
