import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import {
  type MerchantSaleInput,
  merchantSaleInput,
  type Outcome,
  ok,
  type Refused,
  SALE_ITEMS_MAX,
  type SaleView,
} from '../../contract/index.ts'
import { refuseUnknownPictures } from '../picture/unknown-pictures.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { invalid, parse } from '../runtime/parse.ts'
import { insertItems, saleAfter } from './edit-sale.ts'
import { markStartedSalesOpened } from './ensure-opened.ts'
import { clockOf, lockSaleMaking, makeSale } from './make-sale.ts'
import { logSales } from './write-sale-events.ts'

const { sales } = schema

/**
 * Creates a merchant sale that opens now or at `starts_at`. It reserves as many item ids as a sale can have, so that items can be added
 * later.
 */
export async function openMerchantSale(ctx: Context, raw: unknown): Promise<Outcome<SaleView>> {
  const input = parse(merchantSaleInput, raw)
  if (!input.ok) return input
  try {
    const made = await make(ctx, input.value)
    if ('code' in made) return made
    const { saleId, opened } = made
    ctx.log.info(
      { event: 'sale.scheduled', sale_id: saleId, items: input.value.items.length },
      'merchant sale scheduled',
    )
    logSales(ctx, 'sale.opened', opened)
    return ok(await saleAfter(ctx, saleId, 'new sale'))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

function make(ctx: Context, input: MerchantSaleInput): Promise<{ saleId: number; opened: number[] } | Refused> {
  const requestId = ctx.requestId ?? null
  return ctx.db.transaction(async (tx) => {
    await lockSaleMaking(tx)
    if (requestId) {
      const [made] = await tx.select({ id: sales.id }).from(sales).where(eq(sales.requestId, requestId))
      if (made) return { saleId: made.id, opened: [] }
    }
    const now = await clockOf(tx)
    const endsAt = input.ends_at ? new Date(input.ends_at) : null
    if (endsAt && endsAt <= now) return invalid([{ pointer: '#/ends_at', detail: 'ends_at must be in the future' }])
    if (input.payment === 'required' && !ctx.payments)
      return invalid([{ pointer: '#/payment', detail: 'payment must be none: this shop takes no payments' }])
    const unknown = await refuseUnknownPictures(tx, input.items, (at) => `#/items/${at}`)
    if (unknown) return unknown
    const { id, firstItemId } = await makeSale(tx, ctx, {
      kind: 'merchant',
      name: input.name,
      owner: ctx.merchant ?? null,
      preview: input.preview,
      guests: input.guests ?? ctx.settings.guests,
      door: input.door ?? ctx.settings.door,
      payment: input.payment ?? ctx.settings.payment,
      currency: input.currency,
      buyerLimit: input.buyer_limit,
      itemsCount: input.items.length,
      itemsCapacity: SALE_ITEMS_MAX,
      startsAt: input.starts_at ? new Date(input.starts_at) : now,
      endsAt,
      requestId,
    })
    await insertItems(tx, { saleId: id, firstItemId }, input.items)
    return { saleId: id, opened: await markStartedSalesOpened(tx, eq(sales.id, id)) }
  })
}
