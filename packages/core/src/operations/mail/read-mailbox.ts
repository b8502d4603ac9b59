import { schema } from '@hourglass/db'
import { and, desc, eq, isNotNull } from 'drizzle-orm'
import { type MailboxView, type Outcome, ok } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'

const { mails } = schema

const MAILS_MAX = 50

/** The newest mails of the development mailbox, newest first, until the relay erases their content. */
export async function readMailbox(ctx: Pick<Context, 'db'>): Promise<Outcome<MailboxView>> {
  const rows = await ctx.db
    .select()
    .from(mails)
    .where(and(eq(mails.transport, 'mailbox'), isNotNull(mails.recipient)))
    .orderBy(desc(mails.createdAt), desc(mails.id))
    .limit(MAILS_MAX)
  return ok({
    mails: rows.map(({ id, kind, recipient, subject, text, html, createdAt }) => ({
      id,
      kind,
      to: recipient ?? '',
      subject: subject ?? '',
      text: text ?? '',
      html: html ?? '',
      created_at: createdAt.toISOString(),
    })),
  })
}
