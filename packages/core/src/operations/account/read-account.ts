import { schema } from '@hourglass/db'
import { and, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { AccountExport, AccountView } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'

const {
  accounts,
  accountGuests,
  accountIdentities,
  accountPasskeys,
  accountSessions,
  attempts,
  cartLines,
  holds,
  operators,
  orderLines,
  returnedLines,
  orders,
} = schema

/** Reads an account as its owner sees it; null if it has been deleted. `token`: of the session that reads. @throws when the ledger is unavailable */
export async function readAccount({ db }: Pick<Context, 'db'>, id: string, token: string): Promise<AccountView | null> {
  const [[account], passkeys, sessions, identities] = await Promise.all([
    db
      .select({ account: accounts, role: operators.role })
      .from(accounts)
      .leftJoin(operators, eq(operators.email, accounts.email))
      .where(eq(accounts.id, id)),
    db.select().from(accountPasskeys).where(eq(accountPasskeys.userId, id)).orderBy(accountPasskeys.createdAt),
    db
      .select()
      .from(accountSessions)
      .where(and(eq(accountSessions.userId, id), gt(accountSessions.expiresAt, sql`now()`)))
      .orderBy(desc(accountSessions.createdAt)),
    db.select().from(accountIdentities).where(eq(accountIdentities.userId, id)),
  ])
  if (!account) return null
  const { name, email, createdAt, showsName } = account.account
  return {
    id,
    name,
    email,
    role: account.role,
    shows_name: showsName,
    created_at: createdAt.toISOString(),
    passkeys: passkeys.map((passkey) => ({
      id: passkey.id,
      name: passkey.name,
      created_at: passkey.createdAt?.toISOString() ?? null,
    })),
    sessions: sessions.map((session) => ({
      id: session.id,
      user_agent: session.userAgent,
      signed_in_at: session.createdAt.toISOString(),
      current: session.token === token,
    })),
    identities: identities.map(({ providerId }) => providerId),
  }
}

/** Everything that is stored about an account, for its owner. @throws when the ledger is unavailable */
export async function exportAccount(
  ctx: Pick<Context, 'db'>,
  id: string,
  token: string,
): Promise<AccountExport | null> {
  const { db } = ctx
  const account = await readAccount(ctx, id, token)
  if (!account) return null
  const guests = await db.select().from(accountGuests).where(eq(accountGuests.accountId, id))
  const owners = [id, ...guests.map(({ guestId }) => guestId)]
  const [ownOrders, ownHolds, cart] = await Promise.all([
    db.select().from(orders).where(inArray(orders.userId, owners)).orderBy(orders.id),
    db.select().from(holds).where(inArray(holds.userId, owners)).orderBy(holds.id),
    db.select().from(cartLines).where(inArray(cartLines.userId, owners)).orderBy(cartLines.addedAt),
  ])
  // Lines and attempts have no index by buyer. Within a sale they are few.
  const saleIds = [...new Set([...ownOrders, ...ownHolds].map(({ saleId }) => saleId))]
  const orderIds = ownOrders.map((order) => order.id)
  const lines: Pick<typeof orderLines.$inferSelect, 'orderId' | 'itemId'>[] = []
  const ownAttempts: (typeof attempts.$inferSelect)[] = []
  for (const saleId of saleIds) {
    const inSale = and(eq(orderLines.saleId, saleId), inArray(orderLines.orderId, orderIds))
    lines.push(...(orderIds.length > 0 ? await db.select().from(orderLines).where(inSale) : []))
    const back = and(eq(returnedLines.saleId, saleId), inArray(returnedLines.orderId, orderIds))
    lines.push(
      ...(ownOrders.some(({ returned }) => returned > 0) ? await db.select().from(returnedLines).where(back) : []),
    )
    const own = and(eq(attempts.saleId, saleId), inArray(attempts.userId, owners))
    ownAttempts.push(...(await db.select().from(attempts).where(own).orderBy(attempts.id)))
  }
  return {
    account,
    guests: guests.map(({ guestId, linkedAt }) => ({ id: guestId, linked_at: linkedAt.toISOString() })),
    orders: ownOrders.map(({ id, saleId, userId, status, units, total, createdAt }) => ({
      id,
      sale_id: saleId,
      user_id: userId,
      status,
      units,
      total,
      created_at: createdAt.toISOString(),
      item_ids: lines.filter((line) => line.orderId === id).map((line) => line.itemId),
    })),
    reservations: ownHolds.map(({ id, saleId, itemId, userId, status, createdAt, expiresAt }) => ({
      id,
      sale_id: saleId,
      item_id: itemId,
      user_id: userId,
      status,
      created_at: createdAt.toISOString(),
      expires_at: expiresAt.toISOString(),
    })),
    attempts: ownAttempts.map(({ id, saleId, itemIds, userId, outcome, at }) => ({
      id,
      sale_id: saleId,
      item_ids: itemIds,
      user_id: userId,
      outcome,
      at: at.toISOString(),
    })),
    cart: cart.map(({ itemId, saleId, quantity, addedAt }) => ({
      item_id: itemId,
      sale_id: saleId,
      quantity,
      added_at: addedAt.toISOString(),
    })),
  }
}
