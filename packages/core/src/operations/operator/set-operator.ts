import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { type OperatorView, type Outcome, ok, operatorInput, refuse } from '../../contract/index.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { invitationMail } from '../mail/templates.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { addressIn, isLastOwner, lockOperators } from './roles.ts'

const { operators } = schema

/** How long an invitation is worth sending. */
const INVITATION_MS = 24 * 3_600_000

/**
 * Gives an e-mail address a role: an account with it may use the console. The first time it gets a
 * mail, if `ctx` has settings. A change takes effect on every server within five seconds.
 * The last owner stays one.
 */
export async function setOperator(
  ctx: Pick<Context, 'db' | 'newId'> & Partial<Pick<Context, 'settings'>>,
  raw: unknown,
): Promise<Outcome<OperatorView>> {
  const input = parse(operatorInput, raw)
  if (!input.ok) return input
  const email = addressIn(input.value)
  if (typeof email !== 'string') return email
  const { role } = input.value
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
    return ok({ email, role, account_id: null, created_at: row.createdAt.toISOString() })
  })
}
