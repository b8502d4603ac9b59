import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { type OperatorView, type Outcome, ok, operatorInput, refuse } from '../../contract/index.ts'
import { mailAddress } from '../account/mail-address.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { invitationMail } from '../mail/templates.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { isLastOwner, lockOperators } from './roles.ts'

const { accounts, operators } = schema

/** An invitation that could not be sent for this long is not sent any more. */
const INVITATION_MS = 24 * 3_600_000

/**
 * Gives an e-mail address a role: an account with it may use the console. An address that had none gets a mail; a command, which does not
 * know how the shop sends mail, sends none. A change takes effect on every server within five seconds. The last owner stays one.
 */
export async function setOperator(
  ctx: Pick<Context, 'db' | 'newId'> & Partial<Pick<Context, 'settings'>>,
  raw: unknown,
): Promise<Outcome<OperatorView>> {
  const input = parse(operatorInput.extend({ email: mailAddress }), raw)
  if (!input.ok) return input
  const { email, role } = input.value
  return ctx.db.transaction(async (tx) => {
    await lockOperators(tx)
    const [before] = await tx.select().from(operators).where(eq(operators.email, email))
    if (role !== 'owner' && (await isLastOwner(tx, email))) return refuse('last_owner')
    const [row] = await tx
      .insert(operators)
      .values({ email, role })
      .onConflictDoUpdate({ target: operators.email, set: { role } })
      .returning()
    if (!row) throw new Error('the operator was not written')
    const mail = ctx.settings?.mail
    if (!before && mail)
      await queueMail(
        { db: tx, newId: ctx.newId },
        {
          kind: 'operator_invited',
          to: email,
          content: invitationMail({ role, url: `${mail.storefront}/console` }),
          expiresAt: new Date(Date.now() + INVITATION_MS),
          transport: mail.transport,
        },
      )
    const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.email, email))
    return ok({ email, role, account_id: account?.id ?? null, created_at: row.createdAt.toISOString() })
  })
}
