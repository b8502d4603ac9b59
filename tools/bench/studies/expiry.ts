/**
 * A backlog of holds that expired while no server was running: how long one server takes to end them, and the effect on checkouts at
 * another server.
 *
 *   npx pnpm bench expiry [holds, 100000] [items, 10000]
 */
import { Worker } from 'node:worker_threads'
import { checkout, createHold, openMerchantSale } from '@hourglass/core/operations'
import { ok, startServers, timed } from './servers.ts'

const [count = 100_000, items = 10_000] = process.argv.slice(2).map(Number)
const SHOPPERS = 8
const QUIET_MS = 5_000

const harness = await startServers(2)
const [server, shop = server] = harness.servers

const stock = Math.ceil(count / items)
const listed = Array.from({ length: items }, () => ({ stock, price: 100 }))
const held = ok(await openMerchantSale(server, { name: 'Held', items: listed, buyer_limit: 100 }))
const open = ok(await openMerchantSale(shop, { name: 'Open', items: listed, buyer_limit: 100 }))
await timed(count, 256, async (i) => {
  const itemId = held.first_item_id + (i % items)
  ok(await createHold(i % 2 === 0 ? server : shop, { user_id: `holder ${i}`, item_id: itemId }))
})
console.log(`${count} holds of ${items} items`)

/** Runs checkouts with think time until the promise settles. @returns p99 in ms */
async function shopWhile(until: Promise<unknown>): Promise<number> {
  let going = true
  void until.finally(() => {
    going = false
  })
  const took: number[] = []
  await Promise.all(
    Array.from({ length: SHOPPERS }, async (_, shopper) => {
      for (let i = shopper; going; i += SHOPPERS) {
        const began = performance.now()
        ok(await checkout(shop, { user_id: `shopper ${i}`, id: open.first_item_id + (i % items) }))
        took.push(performance.now() - began)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }),
  )
  took.sort((a, b) => a - b)
  return took[Math.floor(took.length * 0.99)] ?? 0
}

const rest = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS))
const before = await shopWhile(rest())
await server.db.transaction(async (tx) => {
  await tx.execute('SET LOCAL statement_timeout = 0')
  await tx.execute(`UPDATE holds SET expires_at = now() WHERE sale_id = ${held.id}`)
})
const expirer = new Worker(new URL('expiry-worker.ts', import.meta.url), { workerData: { ...harness.urls, count } })
const expiring = new Promise<number>((resolve, reject) => expirer.once('message', resolve).once('error', reject))
const during = await shopWhile(expiring)
const after = await shopWhile(rest())
const seconds = await expiring
const figure = (ms: number) => `${ms.toFixed(1)} ms`
console.log(`expired in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} per second`)
console.log(`checkout p99: ${figure(before)} before, ${figure(during)} during, ${figure(after)} after`)
await harness.stop()
