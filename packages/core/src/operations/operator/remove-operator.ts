import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { type Outcome, ok, refuse, removeOperatorInput } from '../../contract/index.ts'
import { mailAddress } from '../account/mail-address.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { isLastOwner, lockOperators } from './roles.ts'

const { operators } = schema

/** Takes the role from an e-mail address. Its account stays. The last owner cannot be removed. May be repeated. */
export async function removeOperator({ db }: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<{ email: string }>> {
  const input = parse(removeOperatorInput.extend({ email: mailAddress }), raw)
  if (!input.ok) return input
  const { email } = input.value
  return db.transaction(async (tx) => {
    await lockOperators(tx)
    if (await isLastOwner(tx, email)) return refuse('last_owner')
    await tx.delete(operators).where(eq(operators.email, email))
    return ok({ email })
  })
}
