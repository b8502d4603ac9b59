import assert from 'node:assert/strict'
import { createCall } from './call.ts'
import type { Target } from './checks/check.ts'

/** Maximum number of items that one run buys. */
const ITEMS_MAX = 60

/** Finds the open sale and the caller's scopes on the server under test. @throws if nothing is on sale */
export async function openTarget(origin: string, key: string | undefined): Promise<Target> {
  const call = await createCall(origin, key)
  const { body: active } = await call('GET', '/v1/sales/active')
  const [saleId, items] = await findAvailableItems(
    active.sales.map((sale: { id: number }) => sale.id),
    async (id) => (await call('GET', `/v1/sales/${id}/items?state=available&limit=${ITEMS_MAX}`)).body.items,
  )
  const may = async (path: string) => (await call('GET', path)).status === 200
  const run = crypto.randomUUID().slice(0, 8)
  let buyers = 0
  return {
    origin,
    call,
    saleId,
    buyer: () => `conformance-${run}-${++buyers}`,
    item: () => {
      const next = items.shift()
      assert.ok(next, 'the sale has enough items left')
      return next
    },
    scopes: { webhooks: await may('/v1/webhooks'), admin: await may('/v1/admin/keys') },
  }
}

/** The sale with the most available items of one unit, so that one purchase sells an item out. */
async function findAvailableItems(
  saleIds: number[],
  read: (saleId: number) => Promise<{ id: number; stock: number }[]>,
): Promise<[number, number[]]> {
  const found = await Promise.all(
    saleIds.map(async (id): Promise<[number, number[]]> => {
      const items = await read(id)
      return [id, items.filter(({ stock }) => stock === 1).map((item) => item.id)]
    }),
  )
  const best = found.sort(([, a], [, b]) => b.length - a.length)[0]
  assert.ok(best && best[1].length > 0, 'at least one item is available')
  return best
}
