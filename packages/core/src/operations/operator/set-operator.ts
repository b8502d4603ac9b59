import { schema } from '@hourglass/db'
import { type OperatorView, type Outcome, ok, operatorInput, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { addressIn, isLastOwner, lockOperators } from './roles.ts'

const { operators } = schema

/**
 * Gives an e-mail address a role: an account with it may use the console. A change takes effect on every server within five seconds.
 * The last owner stays one.
 */
export async function setOperator({ db }: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<OperatorView>> {
  const input = parse(operatorInput, raw)
  if (!input.ok) return input
  const email = addressIn(input.value)
  if (typeof email !== 'string') return email
  const { role } = input.value
  return db.transaction(async (tx) => {
    await lockOperators(tx)
    if (role !== 'owner' && (await isLastOwner(tx, email))) return refuse('last_owner')
    const [row] = await tx
      .insert(operators)
      .values({ email, role })
      .onConflictDoUpdate({ target: operators.email, set: { role } })
      .returning()
    if (!row) throw new Error('the operator was not written')
    return ok({ email, role, account_id: null, created_at: row.createdAt.toISOString() })
  })
}
