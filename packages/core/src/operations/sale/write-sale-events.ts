import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import type { SQL } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'

const { sales, outboxEvents } = schema

export type SaleEvent = `sale.${'opened' | 'paused' | 'resumed' | 'sold_out' | 'closed'}`
type Mark = { [column in 'openedAt' | 'pausedAt' | 'soldOutAt' | 'closedAt']?: SQL | null } & { epoch?: SQL }

/** Changes the state of sales and writes their events to the outbox in the same transaction. @returns the ids of the changed sales */
export async function transitionSales(
  tx: Transaction,
  type: SaleEvent,
  mark: Mark,
  where: SQL | undefined,
): Promise<number[]> {
  const changed = await tx
    .update(sales)
    .set(mark)
    .where(where)
    .returning({ id: sales.id, kind: sales.kind, sandbox: sales.sandbox })
  const events = changed.map(({ id, kind, sandbox }) => {
    return { saleId: id, type, subject: String(id), data: { sale_id: id, kind, ...sandboxMember(sandbox) } }
  })
  if (events.length > 0) await tx.insert(outboxEvents).values(events)
  return changed.map(({ id }) => id)
}

/** Marks the events of a test sale, for `eventFor`. */
export const sandboxMember = (sandbox: string | null | undefined) => (sandbox ? { sandbox } : {})

const MESSAGES: Record<SaleEvent, string> = {
  'sale.opened': 'sale opened',
  'sale.paused': 'sale paused',
  'sale.resumed': 'sale resumed',
  'sale.sold_out': 'sale sold out',
  'sale.closed': 'sale closed',
}

/** Logs changed sales, after the commit. */
export function logSales({ log }: Pick<Context, 'log'>, event: SaleEvent, saleIds: readonly number[]): void {
  for (const saleId of saleIds) log.info({ event, sale_id: saleId }, MESSAGES[event])
}
