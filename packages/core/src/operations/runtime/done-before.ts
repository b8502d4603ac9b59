import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import type { Transaction } from '../sale/make-sale.ts'

const { doneRequests } = schema

/** Whether a request that is sent again was done the first time. Asked under the lock of what the request changes. */
export async function doneBefore(tx: Transaction, requestId: string | undefined): Promise<boolean> {
  if (requestId === undefined) return false
  return (await tx.$count(doneRequests, eq(doneRequests.id, requestId))) > 0
}

/** Notes that it is done, with what it did. */
export async function noteDone(tx: Transaction, requestId: string | undefined): Promise<void> {
  if (requestId !== undefined) await tx.insert(doneRequests).values({ id: requestId })
}
