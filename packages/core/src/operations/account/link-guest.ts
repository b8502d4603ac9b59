import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import { CART_LINES_MAX } from '../../contract/index.ts'
import type { GuestId } from '../../domain/index.ts'
import { CART_TTL_MS } from '../../ledger/index.ts'
import { OPEN_PRINCIPAL } from '../cart/cart.ts'
import type { Context } from '../runtime/context.ts'

const { accounts, accountGuests, cartLines, carts } = schema

/** `not_yours`: the guest belongs to another account. */
export type GuestLink = 'linked' | 'not_yours' | 'account_gone'

/**
 * Links a guest to an account that signed in on its browser. The account sees and uses the guest's orders and holds, which stay the
 * guest's in the ledger, so that no count changes. The guest's cart is merged into the account's: of an item in both, the larger quantity
 * counts. A guest stays linked to the first account. May be repeated.
 * @throws when the ledger is unavailable
 */
export async function linkGuest({ db }: Pick<Context, 'db'>, guestId: GuestId, accountId: string): Promise<GuestLink> {
  return db.transaction(async (tx) => {
    // A server may know the session of a deleted account for a few seconds.
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for('key share')
    if (!account) return 'account_gone'
    await tx.insert(accountGuests).values({ guestId, accountId }).onConflictDoNothing()
    const owned = await tx
      .select({ accountId: accountGuests.accountId })
      .from(accountGuests)
      .where(eq(accountGuests.guestId, guestId))
    if (owned[0]?.accountId !== accountId) return 'not_yours'
    const ofGuest = sql`principal = ${OPEN_PRINCIPAL} AND user_id = ${guestId}`
    const fresh = sql`touched_at > now() - ${CART_TTL_MS}::int * interval '1 millisecond'`
    const { rowCount } = await tx.execute(sql`SELECT FROM ${carts} WHERE ${ofGuest} AND ${fresh} FOR UPDATE`)
    if (rowCount === 0) return 'linked'
    await tx.execute(sql`
      DELETE FROM ${carts} WHERE principal = ${OPEN_PRINCIPAL} AND user_id = ${accountId} AND NOT ${fresh}`)
    await tx
      .insert(carts)
      .values({ principal: OPEN_PRINCIPAL, userId: accountId })
      .onConflictDoUpdate({ target: [carts.principal, carts.userId], set: { touchedAt: sql`now()` } })
    await tx.execute(sql`
      INSERT INTO ${cartLines} (principal, user_id, item_id, sale_id, quantity, added_at)
      SELECT ${OPEN_PRINCIPAL}, ${accountId}, item_id, sale_id, quantity, added_at FROM ${cartLines} WHERE ${ofGuest}
      ON CONFLICT (principal, user_id, item_id)
        DO UPDATE SET quantity = greatest(${cartLines}.quantity, excluded.quantity)`)
    // The newest lines stay when there are too many.
    await tx.execute(sql`
      DELETE FROM ${cartLines} WHERE principal = ${OPEN_PRINCIPAL} AND user_id = ${accountId} AND item_id IN (
        SELECT item_id FROM ${cartLines} WHERE principal = ${OPEN_PRINCIPAL} AND user_id = ${accountId}
        ORDER BY added_at DESC OFFSET ${CART_LINES_MAX})`)
    await tx.delete(carts).where(ofGuest)
    return 'linked'
  })
}
