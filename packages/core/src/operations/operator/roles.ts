import { schema, type Transaction } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'

const { operators } = schema

/** Serializes changes of roles, so that two owners who remove each other leave one. */
export const lockOperators = (tx: Transaction) => tx.execute(sql`LOCK TABLE ${operators} IN SHARE ROW EXCLUSIVE MODE`)

/** Whether only this address can appoint owners. Call it under {@link lockOperators}. */
export async function isLastOwner(tx: Transaction, email: string): Promise<boolean> {
  const owners = await tx.select({ email: operators.email }).from(operators).where(eq(operators.role, 'owner'))
  return owners.length === 1 && owners[0]?.email === email
}
