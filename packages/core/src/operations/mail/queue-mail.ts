import { schema } from '@hourglass/db'
import type { MailKind } from '../../contract/index.ts'
import { isMailAddress } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'

const { mails } = schema

export interface MailContent {
  subject: string
  text: string
  html: string
}

export interface QueuedMail {
  kind: MailKind
  /** One address. */
  to: string
  content: MailContent
  /** The mail is not sent after this time. */
  expiresAt: Date
  /** A second mail with the same key is not queued, for about a day after the first one was sent. */
  dedupeKey?: string
  /** `mailbox`: shown in the relay's log and in the console instead of being sent, for development. */
  transport: 'smtp' | 'mailbox'
}

/**
 * Queues a mail for the relay, which sends it at least once. The mail is durable when this returns, or when the transaction that `ctx.db`
 * may be has committed.
 *
 * @returns whether it was queued: false if a mail with the same key was queued before
 * @throws TypeError without the address, if `to` is not one
 */
export async function queueMail(
  ctx: { db: Pick<Context['db'], 'insert'>; newId: () => string },
  { kind, to, content, expiresAt, dedupeKey, transport }: QueuedMail,
): Promise<boolean> {
  if (!isMailAddress(to)) throw new TypeError(`the recipient of a ${kind} mail is not an e-mail address`)
  const { subject, text, html } = content
  const values = { id: ctx.newId(), kind, transport, recipient: to, subject: oneLine(subject), text, html, expiresAt }
  const { rowCount } = await ctx.db
    .insert(mails)
    .values({ ...values, dedupeKey: dedupeKey ?? null })
    .onConflictDoNothing({ target: mails.dedupeKey })
  return rowCount === 1
}

/** A subject is a header: a line break in it could add another one. */
const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
