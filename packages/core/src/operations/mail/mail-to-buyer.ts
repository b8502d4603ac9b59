import { schema } from '@hourglass/db'
import { and, eq, or, sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'
import type { MailContent, QueuedMail } from './queue-mail.ts'

const { accountGuests, accounts } = schema

/** After that it says nothing new. */
const BUYER_MAIL_TTL_MS = 3 * 24 * 3_600_000

interface BuyerMail {
  kind: QueuedMail['kind']
  /** With the kind, what it is about: it is queued once. */
  key: string
  /** @param storefront the origin that its links lead to */
  content: (storefront: string) => MailContent
}

/**
 * A mail for the buyer of an order, to be queued.
 * @returns null without a mail: the shop sends none, or the buyer has no account that could get it
 */
export async function mailToBuyer(
  { db, settings, clock }: Pick<Context, 'settings' | 'clock'> & { db: Pick<Context['db'], 'select'> },
  { userId }: { userId: string },
  { kind, key, content }: BuyerMail,
): Promise<QueuedMail | null> {
  const { mail } = settings
  if (!mail) return null
  const ofGuest = sql`${accounts.id} = (SELECT ${accountGuests.accountId} FROM ${accountGuests} WHERE ${accountGuests.guestId} = ${userId})`
  const [account] = await db
    .select({ email: accounts.email })
    .from(accounts)
    .where(and(or(eq(accounts.id, userId), ofGuest), accounts.emailVerified))
    .limit(1)
  if (!account) return null
  return {
    kind,
    to: account.email,
    content: content(mail.storefront),
    expiresAt: new Date(clock().getTime() + BUYER_MAIL_TTL_MS),
    dedupeKey: `${kind} ${key}`,
    transport: mail.transport,
  }
}
