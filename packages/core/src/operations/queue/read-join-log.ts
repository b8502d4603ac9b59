import { schema } from '@hourglass/db'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { type JoinLogView, joinLogInput, type Outcome, ok } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { refuseSale } from '../sale/sealed.ts'
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
    if (found.queue.drawn === null) return refuseSale(found.sale, 'draw_pending')
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
