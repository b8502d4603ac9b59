import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { type Outcome, ok, refuse, removeOperatorInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { addressIn, isLastOwner, lockOperators } from './roles.ts'

const { operators } = schema

/** Takes the role from an e-mail address. Its account stays. The last owner cannot be removed. May be repeated. */
export async function removeOperator({ db }: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<{ email: string }>> {
  const input = parse(removeOperatorInput, raw)
  if (!input.ok) return input
  const email = addressIn(input.value)
  if (typeof email !== 'string') return email
  return db.transaction(async (tx) => {
    await lockOperators(tx)
    if (await isLastOwner(tx, email)) return refuse('last_owner')
    await tx.delete(operators).where(eq(operators.email, email))
    return ok({ email })
  })
}
