import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { emptyLogDigest } from '../../catalog/index.ts'
import type { Context } from '../runtime/context.ts'

const { queues } = schema

/** Creates the waiting room of a sale with `door: queue`, in the transaction that creates the sale. */
export async function makeQueue(tx: Transaction, { settings }: Context, saleId: number): Promise<void> {
  await tx.insert(queues).values({
    saleId,
    digest: Buffer.from(emptyLogDigest(saleId), 'hex'),
    ratePerMinute: settings.queue.ratePerMinute,
    passMs: settings.queue.passMs,
  })
}
