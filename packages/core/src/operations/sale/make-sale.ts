import { randomBytes } from 'node:crypto'
import type { Transaction } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { commitmentOf, EDITION, SECRET_BYTES, type Source, seedOf } from '../../catalog/index.ts'
import { makeQueue } from '../queue/make-queue.ts'
import type { Context } from '../runtime/context.ts'
import { sandboxMember } from './write-sale-events.ts'

const { sales, outboxEvents } = schema

/** Key of the advisory lock that serializes the creation of sales, so that their item ids do not overlap. */
const MAKE_SALE_LOCK = 4_076_172_002

/** Waits until no other sale is being created. The lock is held until the end of the transaction. */
export const lockSaleMaking = (tx: Transaction) => tx.execute(sql`SELECT pg_advisory_xact_lock(${MAKE_SALE_LOCK})`)

/** PostgreSQL's time, rounded down to the millisecond. */
export async function clockOf(tx: Transaction): Promise<Date> {
  const { rows } = await tx.execute<{ ms: string }>(sql`SELECT floor(extract(epoch FROM now()) * 1000) AS ms`)
  return new Date(Number(rows[0]?.ms))
}

/**
 * Creates a sale, without its items, under {@link lockSaleMaking}. The sale gets its own secret, and `sale.scheduled` publishes the
 * commitment to it.
 */
export async function makeSale(
  tx: Transaction,
  ctx: Context,
  values: Omit<typeof sales.$inferInsert, 'firstItemId' | 'seed' | 'secret' | 'edition'>,
): Promise<{ id: number; firstItemId: number } & Source> {
  const end = sql`${sales.firstItemId} + greatest(${sales.itemsCount}, ${sales.itemsCapacity})`
  const [next] = await tx.select({ id: sql<string>`coalesce(max(${end}), 1)` }).from(sales)
  const firstItemId = Number(next?.id ?? 1)
  const secret = randomBytes(SECRET_BYTES)
  const seed = seedOf(secret, EDITION)
  const [sale] = await tx
    .insert(sales)
    .values({ ...values, firstItemId, seed, secret, edition: EDITION })
    .returning({ id: sales.id })
  if (!sale) throw new Error('the sale was not inserted')
  await tx.execute(sql`SELECT ensure_partitions(${sale.id})`)
  if (values.door === 'queue') await makeQueue(tx, ctx, sale.id)
  const { kind, startsAt, endsAt, itemsCount } = values
  await tx.insert(outboxEvents).values({
    saleId: sale.id,
    type: 'sale.scheduled',
    subject: String(sale.id),
    data: {
      sale_id: sale.id,
      kind,
      items_count: itemsCount,
      starts_at: startsAt.toISOString(),
      ends_at: endsAt?.toISOString() ?? null,
      edition: EDITION,
      commitment: commitmentOf({ id: sale.id, startsAt, edition: EDITION }, secret),
      ...sandboxMember(values.sandbox),
    },
  })
  return { id: sale.id, firstItemId, seed, edition: EDITION }
}
