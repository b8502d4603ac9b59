import { type PurchaseView, type Refused, refuse } from '../../contract/index.ts'
import type { Sale } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { holdView, type ItemLine, positionOf } from '../sale/views.ts'

/** When an item that is being bought at this moment is worth asking for again: its purchase has been decided by then. */
const UNDECIDED_MS = 1_000

type FailedItem = PurchaseView['failed_items'][number]

/** Why there is nothing of an item: sold for good, or reserved or being bought, so that it may come back. */
type Shortage = { code: 'sold_out' } | { code: 'item_held'; retryAt: number }

/** What a buyer asked for, of one sale. */
export interface Asked {
  userId: string
  lines: readonly ItemLine[]
}

/** @throws Busy @throws LedgerUnavailable */
async function shortageOf(ctx: Context, sale: Sale, itemId: number, { lines }: Asked): Promise<Shortage> {
  if (sale.soldOutAt) return { code: 'sold_out' }
  const wanted = lines.reduce((units, line) => units + (line.itemId === itemId ? line.quantity : 0), 0)
  const item = await ctx.ledger.readItem({ saleId: sale.id, id: itemId })
  // What is left when everything else comes back is still too little.
  if (!item || item.stock - item.sold < wanted) return { code: 'sold_out' }
  return { code: 'item_held', retryAt: item.heldUntil?.getTime() ?? ctx.clock().getTime() + UNDECIDED_MS }
}

/**
 * A `sold_out` that is only for now becomes `item_held`, with the time from which it is worth asking again, or `held_by_you` with
 * the hold, when the buyer has reserved the item. Any other refusal stays as it is; items that it names in `failed_items` each say
 * whether they may come back. @throws Busy @throws LedgerUnavailable
 */
export async function explainShortage(ctx: Context, sale: Sale, refused: Refused, asked: Asked): Promise<Refused> {
  const named = refused.extra?.failed_items as FailedItem[] | undefined
  const explained = named && {
    ...refused,
    extra: { ...refused.extra, failed_items: await explainItems(ctx, sale, named, asked) },
  }
  if (refused.code !== 'sold_out') return explained ?? refused
  const itemIds = [...new Set(named?.map(({ id }) => id) ?? asked.lines.map((line) => line.itemId))]
  const found = await Promise.all(itemIds.map((id) => shortageOf(ctx, sale, id, asked)))
  const times = found.flatMap((shortage) => (shortage.code === 'item_held' ? [shortage.retryAt] : []))
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

/** Items that could not be had, each with whether it may come back. @throws Busy @throws LedgerUnavailable */
export const explainItems = <Item extends Pick<FailedItem, 'id' | 'code'>>(
  ctx: Context,
  sale: Sale,
  items: readonly Item[],
  asked: Asked,
): Promise<Item[]> =>
  Promise.all(
    items.map(async (item) =>
      item.code === 'sold_out' ? { ...item, code: (await shortageOf(ctx, sale, item.id, asked)).code } : item,
    ),
  )

/** Nothing could be taken; the reason is the limit if it was in the way of any item. */
export function nothingTaken(sale: Sale, failed: FailedItem[]): Refused {
  const extra = { failed_items: failed, failed_count: failed.length }
  if (!failed.some((item) => item.code === 'limit_reached')) return refuse('sold_out', { extra })
  return refuse('limit_reached', { detail: limitDetail(sale, failed), extra })
}

/** Which limit, as far as it is known: an item may have one of its own. */
function limitDetail(sale: Sale, failed: FailedItem[]): string {
  const limits = failed
    .filter((item) => item.code === 'limit_reached')
    .map((item) => sale.labels?.[positionOf(sale, item.id)]?.buyerLimit ?? null)
  const ofSale = `the maximum of ${sale.buyerLimit} items per sale`
  const ofItem = limits.find((limit) => limit !== null)
  return `User has reached ${ofItem ? `the maximum of ${ofItem} of an item, or ` : ''}${ofSale}`
}
