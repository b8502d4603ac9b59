import type { Pool } from '@hourglass/db'
import { LRUCache } from 'lru-cache'
import { readAwaiting } from './reads.sql.ts'
import { commit } from './transaction.ts'

const MAX_AGE_MS = 1_000
const SALES_MAX = 64

/**
 * When the first order with an item that awaits its payment gives its units back, by item. While a whole sale awaits payment and a crowd is
 * refused, ten thousand orders would be read for each refusal, so they are read once a second.
 * @throws LedgerUnavailable
 */
export function createAwaiting(pool: Pool): (saleId: number) => Promise<ReadonlyMap<number, Date>> {
  const known = new LRUCache<number, ReadonlyMap<number, Date>>({
    max: SALES_MAX,
    ttl: MAX_AGE_MS,
    async fetchMethod(saleId) {
      const { results } = await commit(pool, [[readAwaiting, [saleId]]])
      const rows = (results[0]?.rows ?? []) as { item_id: string; pay_by: Date }[]
      return new Map(rows.map((row) => [Number(row.item_id), row.pay_by]))
    },
  })
  return async (saleId) => (await known.fetch(saleId)) ?? new Map()
}
