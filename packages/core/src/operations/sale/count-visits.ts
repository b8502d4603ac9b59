import { sql } from 'drizzle-orm'
import type { Context } from '../runtime/context.ts'

/** Counts a browser that visits a sale for the first time. Nothing is written before {@link storeVisits}. */
export function countVisit({ visits }: Pick<Context, 'visits'>, saleId: number): void {
  visits.set(saleId, (visits.get(saleId) ?? 0) + 1)
}

/** Adds the visits counted by this server to those in the ledger. A server that crashes loses those of its last few seconds. */
export async function storeVisits({ db, visits }: Pick<Context, 'db' | 'visits'>): Promise<void> {
  if (visits.size === 0) return
  const counted = [...visits]
  visits.clear()
  const column = (of: 0 | 1) => sql.param(counted.map((entry) => entry[of]))
  await db
    .execute(sql`
      INSERT INTO sale_visits AS v (sale_id, visits)
      SELECT * FROM unnest(${column(0)}::int[], ${column(1)}::bigint[]) AS counted (sale_id, visits) ORDER BY 1
      ON CONFLICT (sale_id) DO UPDATE SET visits = v.visits + excluded.visits`)
    .catch((error) => {
      for (const [saleId, count] of counted) visits.set(saleId, (visits.get(saleId) ?? 0) + count)
      throw error
    })
}
