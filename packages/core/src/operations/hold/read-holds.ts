import { schema } from '@hourglass/db'
import { and, desc, eq, inArray, lt, ne } from 'drizzle-orm'
import { type HoldsView, type HoldView, holdsInput, type Outcome, ok, ownInput, refuse } from '../../contract/index.ts'
import type { StoredHold } from '../../ledger/index.ts'
import { isOwn, ownersOf } from '../account/shopper-context.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { noBuyer, parse } from '../runtime/parse.ts'
import { holdView } from '../sale/views.ts'

const { holds } = schema

/** Reads one reservation. Another buyer's reservation is `hold_not_found`. */
export async function readHold(ctx: Context, raw: unknown): Promise<Outcome<HoldView>> {
  const input = parse(ownInput, raw)
  if (!input.ok) return input
  const { id, user_id: userId } = input.value
  try {
    const hold = await ctx.ledger.readHold(id)
    const sale = hold && (await ctx.sales.get(hold.saleId))
    if (!hold || !sale || !isOwn(ctx, userId, hold.userId)) return refuse('hold_not_found')
    return ok(holdView(ctx, sale, hold))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Lists reservations, newest first, by buyer and status. `cursor`: the last id of the previous page. */
export async function listHolds(ctx: Context, raw: unknown): Promise<Outcome<HoldsView>> {
  const input = parse(holdsInput, raw)
  if (!input.ok) return input
  const { user_id: userId, status, limit, cursor, offset } = input.value
  if (ctx.partner !== undefined && userId === undefined) return noBuyer()
  const rows = await ctx.db
    .select()
    .from(holds)
    .where(
      and(
        ne(holds.status, 'void'),
        userId === undefined ? undefined : inArray(holds.userId, ownersOf(ctx, userId)),
        status === undefined ? undefined : eq(holds.status, status.toLowerCase() as StoredHold['status']),
        cursor === undefined ? undefined : lt(holds.id, cursor),
      ),
    )
    .orderBy(desc(holds.id))
    .limit(limit + 1)
    .offset(offset)
  const page = rows.slice(0, limit) as StoredHold[]
  const reservations: HoldView[] = []
  for (const hold of page) {
    const sale = await ctx.sales.get(hold.saleId)
    if (sale) reservations.push(holdView(ctx, sale, hold))
  }
  return ok({ reservations, next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null })
}
