import { no, type Outcome, type PurchaseView, type Refused } from '../contract/index.ts'
import type { Sale } from '../ledger/index.ts'
import type { Context } from './context.ts'
import { holdView } from './holds/hold-view.ts'

/** When an item that is being bought at this moment is worth asking for again: its purchase has been decided by then. */
const UNDECIDED_MS = 1_000

type FailedItem = PurchaseView['failed_items'][number]

/** Why there is nothing of an item: sold for good, or reserved or being bought, so that it may come back. */
type Shortage = { code: 'sold_out' } | { code: 'item_held'; retryAt: number }

/** @throws Busy @throws LedgerUnavailable */
async function shortageOf(ctx: Context, sale: Sale, itemId: number): Promise<Shortage> {
  if (sale.soldOutAt) return { code: 'sold_out' }
  const item = await ctx.ledger.readItem({ saleId: sale.id, id: itemId })
  if (!item || item.sold >= item.stock) return { code: 'sold_out' }
  return { code: 'item_held', retryAt: item.heldUntil?.getTime() ?? ctx.clock().getTime() + UNDECIDED_MS }
}

/**
 * A `sold_out` that is only for now becomes `item_held`, with the time from which it is worth asking again, or `held_by_you` with
 * the hold, when the buyer has reserved the item. Any other refusal stays as it is. @throws Busy @throws LedgerUnavailable
 */
export async function explainShortage(
  ctx: Context,
  sale: Sale,
  refused: Refused,
  { userId, itemIds }: { userId: string; itemIds: readonly number[] },
): Promise<Refused> {
  if (refused.code !== 'sold_out') return refused
  const found = await Promise.all(itemIds.map((id) => shortageOf(ctx, sale, id)))
  const times = found.flatMap((shortage) => (shortage.code === 'item_held' ? [shortage.retryAt] : []))
  if (times.length === 0) return refused
  const own = (
    await Promise.all(itemIds.map((itemId) => ctx.ledger.readActiveHold({ saleId: sale.id, itemId, userId })))
  ).find((hold) => hold !== null)
  const extra = { ...refused.extra, retry_at: new Date(Math.min(...times)).toISOString() }
  return own
    ? no('held_by_you', { extra: { ...extra, reservation: holdView(ctx, sale, own) } })
    : no('item_held', { extra })
}

/** Items that could not be had, each with whether it may come back. @throws Busy @throws LedgerUnavailable */
export const explainItems = <Item extends Pick<FailedItem, 'id' | 'code'>>(
  ctx: Context,
  sale: Sale,
  items: readonly Item[],
): Promise<Item[]> =>
  Promise.all(
    items.map(async (item) =>
      item.code === 'sold_out' ? { ...item, code: (await shortageOf(ctx, sale, item.id)).code } : item,
    ),
  )

/** The same for what came of a purchase. @throws Busy @throws LedgerUnavailable */
export async function explainPurchase(
  ctx: Context,
  sale: Sale,
  outcome: Outcome<PurchaseView>,
  userId: string,
): Promise<Outcome<PurchaseView>> {
  const failed = (outcome.ok ? outcome.value.failed_items : outcome.extra?.failed_items) as FailedItem[] | undefined
  if (!failed?.length) return outcome
  const failed_items = await explainItems(ctx, sale, failed)
  if (outcome.ok) return { ok: true, value: { ...outcome.value, failed_items } }
  const itemIds = failed.map(({ id }) => id)
  return explainShortage(ctx, sale, { ...outcome, extra: { ...outcome.extra, failed_items } }, { userId, itemIds })
}
