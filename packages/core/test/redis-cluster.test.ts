import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startMigratedStores } from '@hourglass/db/testing'
import {
  hasRedisCluster,
  startTestRedisCluster,
  type TestRedisCluster,
  type TestStores,
  until,
} from '@hourglass/stack/testing'
import { keysOf } from '../src/gate/keys.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  audit,
  type Context,
  checkout,
  type OpenContext,
  openContext,
  openHourlySale,
  purchase,
  type ReconcilerMemory,
  reconcile,
} from '../src/operations/index.ts'

const HOUR_MS = 3_600_000
const ITEMS = 300
const KILLED_AT = 50
const REST_FROM = 200
const quiet = { info() {}, warn() {}, error() {} }

const skip = !hasRedisCluster() && 'no native Redis is installed'

describe('on a Redis Cluster', { skip }, () => {
  let cluster: TestRedisCluster
  let stores: TestStores
  let open: OpenContext
  let ctx: Context

  before(async () => {
    cluster = await startTestRedisCluster()
    stores = await startMigratedStores()
    open = openContext({
      databaseUrl: stores.databaseUrl,
      redisUrl: cluster.url,
      log: quiet,
      settings: {
        saleItems: ITEMS,
        salePeriodMs: HOUR_MS,
        buyerLimit: 10,
        guests: 'allowed',
        door: 'open',
        queue: { ratePerMinute: 600, passMs: 600_000, proof: false },
        checkoutTtlMs: 60_000,
        takeLeaseMs: 10_000,
        holdMs: 300_000,
        payment: 'none',
        paymentMs: 600_000,
        cancelMs: 0,
        orderClaimMs: 30_000,
        actionsKeptMs: 400 * 86_400_000,
      },
    })
    await open.begin()
    ctx = open.ctx
    await until('the gate is available', () => ctx.gate.up)
  })

  after(async () => {
    await open?.close()
    await stores?.stop()
    await cluster?.stop()
  })

  test('each sale is stored on one node, two sales are on different nodes, and both sell', async () => {
    const sales = [await openSale(2), await openSale(3), await openSale(4)]
    const masters = await Promise.all(sales.map((sale) => cluster.masterOf(keysOf(sale.id).meta)))
    assert.ok(new Set(masters.map((master) => master.port)).size > 1)
    for (const sale of sales) {
      assert.equal(await buy(sale, 0, 'ann'), 'bought')
      assert.equal(await buy(sale, 0, 'ben'), 'sold_out')
    }
  })

  test('when the master of a sale is killed, sales continue, its replica takes over, and every unit is sold exactly once', async () => {
    const sale = await openSale(5)
    const ownerOf = async () => (await cluster.masterOf(keysOf(sale.id).meta)).port
    const master = await cluster.masterOf(keysOf(sale.id).meta)
    const takenOver = Promise.withResolvers<void>()
    let [next, bought] = [0, 0]
    const buyer = async () => {
      for (let item = next++; item < ITEMS; item = next++) {
        // The remaining units are for the gate on the replica.
        if (bought >= REST_FROM) await takenOver.promise
        for (let said = ''; said !== 'bought'; ) {
          said = await buy(sale, item, `buyer ${item % 40}`)
          assert.ok(['bought', 'busy', 'unavailable'].includes(said), said)
        }
        if (++bought === KILLED_AT) await master.kill()
      }
    }
    const selling = Promise.all(Array.from({ length: 4 }, buyer))
    await until('another node owns the sale', async () => bought > KILLED_AT && (await ownerOf()) !== master.port)
    await until('the gate is available again', () => ctx.gate.up)
    takenOver.resolve()
    await selling
    const memory: ReconcilerMemory = new Map()
    await until('gate and ledger are equal', async () => {
      await reconcile(ctx, memory)
      const now = await ctx.sales.refresh(sale.id)
      const seen = now && (await ctx.gate.compare(now).catch(() => undefined))
      return seen?.status === 'ok' && seen.units.left.every((left) => left === 0)
    })
    const audited = await audit(ctx, { id: sale.id })
    assert.ok(audited.ok)
    assert.deepEqual(audited.value.promises, { exact: true, fair: true, conserved: true })
    assert.equal(audited.value.units.sold, ITEMS)
    await master.start()
  })

  async function openSale(hoursAgo: number): Promise<Sale> {
    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
    const id = await openHourlySale(ctx, new Date(hour - hoursAgo * HOUR_MS))
    const sale = id === null ? null : await ctx.sales.get(id)
    assert.ok(sale)
    return sale
  }

  async function buy(sale: Sale, position: number, userId: string): Promise<string> {
    const chosen = await checkout(ctx, { user_id: userId, id: sale.firstItemId + position })
    if (!chosen.ok) return chosen.code
    const order = await purchase(ctx, { code: chosen.value.code })
    return order.ok ? 'bought' : order.code
  }
})
