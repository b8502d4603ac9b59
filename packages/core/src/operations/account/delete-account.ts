import { schema } from '@hourglass/db'
import { and, eq, sql } from 'drizzle-orm'
import { type Outcome, ok, refuse } from '../../contract/index.ts'
import { OPEN_PRINCIPAL } from '../cart/cart.ts'
import { isLastOwner, lockOperators } from '../operator/roles.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { emailDigest } from './deleted-accounts.ts'

const { accounts, accountVerifications, carts, deletedAccounts, mails, operators } = schema

/** Under which better-auth stores the code of an address. */
const CODE_PREFIX = 'sign-in-otp-'

/**
 * Deletes an account: name, e-mail address, sessions, identities, passkeys, links to guests, cart, pending code, unsent mail, role. The ledger keeps its
 * rows under the account's id, which then names nobody. Its holds and queued orders run their course. Only owners can appoint owners, so
 * the last one cannot delete their account.
 */
export async function deleteAccount(ctx: Context, accountId: string): Promise<Outcome<null>> {
  try {
    return await ctx.db.transaction(async (tx) => {
      const [account] = await tx
        .select({ email: accounts.email })
        .from(accounts)
        .where(eq(accounts.id, accountId))
        .for('update')
      // A repeat whose first response was lost.
      if (!account) return ok(null)
      const { email } = account
      await lockOperators(tx)
      if (await isLastOwner(tx, email)) return refuse('last_owner')
      await tx.execute(sql`
        INSERT INTO ${deletedAccounts} (email_digest, account_id) VALUES (${emailDigest(ctx, email)}, ${accountId})
        ON CONFLICT (email_digest) DO UPDATE SET account_id = excluded.account_id, deleted_at = now()`)
      await tx.delete(operators).where(eq(operators.email, email))
      await tx.delete(accountVerifications).where(eq(accountVerifications.identifier, `${CODE_PREFIX}${email}`))
      await tx.delete(mails).where(eq(mails.recipient, email))
      await tx.delete(carts).where(and(eq(carts.principal, OPEN_PRINCIPAL), eq(carts.userId, accountId)))
      await tx.delete(accounts).where(eq(accounts.id, accountId))
      return ok(null)
    })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
