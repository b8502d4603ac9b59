import { schema } from '@hourglass/db'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { type JoinLogView, joinLogInput, type Outcome, ok, refuse } from '../../contract/index.ts'
import type { SaleRow } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import type { Queue } from '../runtime/queues.ts'
import { findQueue } from './find-queue.ts'

const { queuePlaces } = schema

/** The join log of a sale, from which anybody can recompute the draw. It is public once the places are drawn. */
export async function readJoinLog(ctx: Context, raw: unknown): Promise<Outcome<JoinLogView>> {
  const input = parse(joinLogInput, raw)
  if (!input.ok) return input
  const { id: saleId, cursor = 0, limit } = input.value
  try {
    const found = await findQueue(ctx, saleId)
    if ('code' in found) return found
    if (!(await isDrawn(ctx, found))) return refuse('draw_pending', startsAt(found.sale))
    const rows = await ctx.history.read(found.sale, (db) =>
      db
        .select({ entry: sql<string>`encode(sha256(uuid_send(${queuePlaces.ticket})), 'hex')` })
        .from(queuePlaces)
        .where(and(eq(queuePlaces.saleId, saleId), gt(queuePlaces.seq, cursor)))
        .orderBy(asc(queuePlaces.seq))
        .limit(limit + 1),
    )
    const entries = rows.slice(0, limit).map(({ entry }) => entry)
    return ok({ sale_id: saleId, entries, next_cursor: rows.length > limit ? cursor + entries.length : null })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Whether the places are drawn. Of a sale that has started, the cached waiting room may be from before the draw. */
async function isDrawn(ctx: Context, { sale, queue }: { sale: SaleRow; queue: Queue }): Promise<boolean> {
  const hasStarted = queue.now >= sale.startsAt.getTime()
  const current = queue.drawn === null && hasStarted ? await ctx.queues.refresh(sale.id) : queue
  return current?.drawn !== undefined && current.drawn !== null
}

const startsAt = (sale: SaleRow) => ({ extra: { starts_at: sale.startsAt.toISOString() } })
