import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'

const { accounts } = schema

/** Sets whether the public history of an item that an account owns shows its name. @throws when the ledger is unavailable */
export async function showName({ db }: Pick<Context, 'db'>, accountId: string, shown: boolean): Promise<void> {
  await db.update(accounts).set({ showsName: shown }).where(eq(accounts.id, accountId))
}
