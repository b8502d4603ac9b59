import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import { noInput, type OperatorsView, type Outcome, ok } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'

const { accounts, operators } = schema

/** Everybody who may use the console, by e-mail address. */
export async function listOperators({ db }: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<OperatorsView>> {
  const input = parse(noInput, raw)
  if (!input.ok) return input
  const rows = await db
    .select({ operator: operators, accountId: accounts.id })
    .from(operators)
    .leftJoin(accounts, eq(accounts.email, operators.email))
    .orderBy(operators.email)
  return ok({
    operators: rows.map(({ operator: { email, role, createdAt }, accountId }) => ({
      email,
      role,
      account_id: accountId,
      created_at: createdAt.toISOString(),
    })),
  })
}
