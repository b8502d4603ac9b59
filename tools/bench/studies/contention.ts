/**
 * Units per second of one item with a large stock, compared with as many items of one unit, in alternating rounds.
 *
 *   npx pnpm bench contention [units, 20000] [rounds, 3]
 */
import { type Context, checkout, openMerchantSale, purchase } from '@hourglass/core/operations'
import { ok, startServers, timed } from './servers.ts'

const [units = 20_000, rounds = 3] = process.argv.slice(2).map(Number)
const AT_ONCE = 256

/** Sells `units` to buyers of one unit each. @returns units per second */
async function sell(servers: [Context, ...Context[]], items: object[]): Promise<number> {
  const [first] = servers
  const sale = ok(await openMerchantSale(first, { name: 'Figures', items, buyer_limit: 10 }))
  const on = (i: number) => servers[i % servers.length] ?? first
  const codes: string[] = []
  await timed(units, AT_ONCE, async (i) => {
    const id = sale.first_item_id + (i % items.length)
    codes[i] = ok(await checkout(on(i), { user_id: `buyer ${i}`, id })).code
  })
  const seconds = await timed(units, AT_ONCE, async (i) => ok(await purchase(on(i), { code: codes[i] })))
  return units / seconds
}

const harness = await startServers(2)
const ratios: number[] = []
for (let round = 1; round <= rounds; round++) {
  const single = await sell(
    harness.servers,
    Array.from({ length: Math.min(units, 10_000) }, () => ({ stock: Math.ceil(units / 10_000), price: 100 })),
  )
  const hot = await sell(harness.servers, [{ stock: units, price: 100 }])
  ratios.push(hot / single)
  console.log(
    `round ${round}: ${Math.round(single)} units/s of many items, ${Math.round(hot)} of one, ${(hot / single).toFixed(2)}`,
  )
}
const { rows } = await harness.servers[0].db.execute<{ deadlocks: string }>(
  'SELECT sum(deadlocks) AS deadlocks FROM pg_stat_database',
)
console.log(`median ratio ${ratios.sort((a, b) => a - b)[rounds >> 1]?.toFixed(2)}, ${rows[0]?.deadlocks} deadlocks`)
await harness.stop()
