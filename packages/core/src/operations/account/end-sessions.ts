import { schema } from '@hourglass/db'
import { eq, inArray } from 'drizzle-orm'
import { type Outcome, ok } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'

const { accounts, accountSessions } = schema

/** Ends one session, which every server then refuses within five seconds. @throws when the ledger is unavailable */
export async function endSession({ db }: Pick<Context, 'db'>, token: string): Promise<void> {
  await db.delete(accountSessions).where(eq(accountSessions.token, token))
}

/** Ends all sessions of the account that a session belongs to. @throws when the ledger is unavailable */
export async function endAllSessions({ db }: Pick<Context, 'db'>, token: string): Promise<void> {
  const account = db
    .select({ id: accountSessions.userId })
    .from(accountSessions)
    .where(eq(accountSessions.token, token))
  await db.delete(accountSessions).where(inArray(accountSessions.userId, account))
}

/** Ends all sessions of the account with this e-mail address, or (null) of every account. */
export async function endSessionsOf(
  { db }: Pick<Context, 'db'>,
  email: string | null,
): Promise<Outcome<{ sessions: number }>> {
  const account = db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.email, email ?? ''))
  const { rowCount } = await db
    .delete(accountSessions)
    .where(email === null ? undefined : inArray(accountSessions.userId, account))
  return ok({ sessions: rowCount ?? 0 })
}
