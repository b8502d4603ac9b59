import { schema } from '@hourglass/db'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { type Outcome, ok, type Refused, refuse, type SaleView, saleInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { recordApplied, wasApplied } from '../runtime/idempotency.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { lockSale, NEXT_EPOCH, saleAfter } from './edit-sale.ts'
import { markStartedSalesOpened } from './ensure-opened.ts'
import { logSales, transitionSales } from './write-sale-events.ts'

const { sales } = schema

/** Stops purchases and new holds until the sale is resumed. Existing holds keep running and can be confirmed. */
export const pauseSale = (ctx: Context, raw: unknown) => changeStatus(ctx, raw, 'paused')
export const resumeSale = (ctx: Context, raw: unknown) => changeStatus(ctx, raw, 'resumed')
/** Closes a sale permanently, as if `ends_at` had passed. Existing holds can be confirmed until their deadline. */
export const closeSale = (ctx: Context, raw: unknown) => changeStatus(ctx, raw, 'closed')

const changes = {
  paused: { mark: { pausedAt: sql`now()` }, when: isNull(sales.pausedAt) },
  resumed: { mark: { pausedAt: null }, when: isNotNull(sales.pausedAt) },
  closed: { mark: { closedAt: sql`now()` }, when: isNull(sales.closedAt) },
}

/** Idempotent: a sale that is already in the target state stays so, without another event. */
async function changeStatus(ctx: Context, raw: unknown, to: keyof typeof changes): Promise<Outcome<SaleView>> {
  const input = parse(saleInput, raw)
  if (!input.ok) return input
  const { id } = input.value
  try {
    const changed = await applyChange(ctx, id, to)
    if ('code' in changed) return changed
    logSales(ctx, `sale.${to}`, changed)
    return ok(await saleAfter(ctx, id, `sale ${to}`))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

function applyChange(ctx: Context, id: number, to: keyof typeof changes): Promise<Refused | number[]> {
  const { mark, when } = changes[to]
  return ctx.db.transaction(async (tx) => {
    const sale = await lockSale(ctx, tx, id)
    if (!sale) return refuse('sale_not_found')
    if (await wasApplied(tx, ctx.requestId)) return []
    if (to !== 'closed' && sale.over) return refuse('sale_closed')
    const itself = eq(sales.id, id)
    if (to === 'closed') await markStartedSalesOpened(tx, itself)
    const changed = await transitionSales(
      tx,
      `sale.${to}`,
      { ...mark, epoch: NEXT_EPOCH },
      and(itself, isNull(sales.closedAt), when),
    )
    await recordApplied(tx, ctx.requestId)
    return changed
  })
}
