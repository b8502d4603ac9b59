import { type PurchaseView, type Refused, refuse } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { holdView, type ItemLine, positionOf } from '../sale/views.ts'

/** Retry delay for an item that is being bought right now. Its purchase is decided by then. */
const UNDECIDED_MS = 1_000

type FailedItem = PurchaseView['failed_items'][number]

/** Why an item is not available: it is sold, withdrawn, or it is reserved or being bought and may come back. */
type Shortage = { code: 'sold_out' | 'item_withdrawn' } | { code: 'item_held'; retryAt: number }

/** The items of one sale that a buyer requested. */
export interface Requested {
  userId: string
  lines: readonly ItemLine[]
}

/** @throws Busy @throws LedgerUnavailable */
async function shortageOf(ctx: Context, sale: Sale, itemId: number, { lines }: Requested): Promise<Shortage> {
  if (sale.labels?.[positionOf(sale, itemId)]?.withdrawn) return { code: 'item_withdrawn' }
  if (sale.soldOutAt) return { code: 'sold_out' }
  const wanted = lines.reduce((units, line) => units + (line.itemId === itemId ? line.quantity : 0), 0)
  const item = await ctx.ledger.readItem({ saleId: sale.id, id: itemId })
  if (item?.withdrawn) return { code: 'item_withdrawn' }
  // Even if every held unit came back, there would be too few.
  if (!item || item.stock - item.sold < wanted) return { code: 'sold_out' }
  return { code: 'item_held', retryAt: item.heldUntil?.getTime() ?? ctx.clock().getTime() + UNDECIDED_MS }
}

/**
 * Explains a refusal. A temporary `sold_out` becomes `item_held` with the time of the next worthwhile retry, or `held_by_you` with the
 * hold if the buyer has reserved the item. Other refusals keep their code; each item in `failed_items` says whether it may come
 * back. @throws Busy @throws LedgerUnavailable
 */
export async function explainShortage(ctx: Context, sale: Sale, refused: Refused, asked: Requested): Promise<Refused> {
  const named = refused.extra?.failed_items as FailedItem[] | undefined
  const explained = named && {
    ...refused,
    extra: { ...refused.extra, failed_items: await explainItems(ctx, sale, named, asked) },
  }
  if (refused.code !== 'sold_out') return explained ?? refused
  const itemIds = [...new Set(named?.map(({ id }) => id) ?? asked.lines.map((line) => line.itemId))]
  const found = await Promise.all(itemIds.map((id) => shortageOf(ctx, sale, id, asked)))
  const times = found.flatMap((shortage) => (shortage.code === 'item_held' ? [shortage.retryAt] : []))
  if (found.length > 0 && found.every(({ code }) => code === 'item_withdrawn'))
    return refuse('item_withdrawn', { extra: explained?.extra ?? {} })
  if (times.length === 0) return explained ?? refused
  const extra = { ...explained?.extra, retry_at: new Date(Math.min(...times)).toISOString() }
  const { userId } = asked
  const holds = await Promise.all(
    itemIds.map((itemId) => ctx.ledger.readActiveHold({ saleId: sale.id, itemId, userId })),
  )
  const own = holds.find((hold) => hold !== null)
  return own
    ? refuse('held_by_you', { extra: { ...extra, reservation: holdView(ctx, sale, own) } })
    : refuse('item_held', { extra })
}

/** Sets the code of each failed item to `sold_out` or, if it may come back, `item_held`. @throws Busy @throws LedgerUnavailable */
export const explainItems = <Item extends Pick<FailedItem, 'id' | 'code'>>(
  ctx: Context,
  sale: Sale,
  items: readonly Item[],
  asked: Requested,
): Promise<Item[]> =>
  Promise.all(
    items.map(async (item) =>
      item.code === 'sold_out' ? { ...item, code: (await shortageOf(ctx, sale, item.id, asked)).code } : item,
    ),
  )

/** Refusal when nothing could be taken: `price_changed` or `limit_reached` if that blocked any item, else `sold_out`. */
export function nothingTaken(sale: Sale, failed: FailedItem[]): Refused {
  const extra = { failed_items: failed, failed_count: failed.length }
  if (failed.some((item) => item.code === 'price_changed')) return refuse('price_changed', { extra })
  if (!failed.some((item) => item.code === 'limit_reached')) return refuse('sold_out', { extra })
  return refuse('limit_reached', { detail: limitDetail(sale, failed), extra })
}

/** Names the limits that may apply: items can have their own. */
function limitDetail(sale: Sale, failed: FailedItem[]): string {
  const limits = failed
    .filter((item) => item.code === 'limit_reached')
    .map((item) => sale.labels?.[positionOf(sale, item.id)]?.buyerLimit ?? null)
  const ofSale = `the maximum of ${sale.buyerLimit} items per sale`
  const ofItem = limits.find((limit) => limit !== null)
  return `User has reached ${ofItem ? `the maximum of ${ofItem} of an item, or ` : ''}${ofSale}`
}
