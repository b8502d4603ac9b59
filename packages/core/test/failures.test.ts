/** The failure modes of the design document, one by one, against real stores. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startTcpProxy, type TcpProxy, until } from '@hourglass/stack/testing'
import { Redis } from 'ioredis'
import { LedgerUnavailable } from '../src/ledger/index.ts'
import { type Context, checkout, openContext, purchase, reconcile, sweep } from '../src/operations/index.ts'
import { Crash, fails, precededBy, withFaults } from './faults.ts'
import { auditOf, buy, codeFor, crashing } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
let ctx: Context
before(async () => {
  stage = await createStage({ ownPostgres: true, settings: { takeLeaseMs: 0 } })
  ctx = stage.ctx
})
after(() => stage.stop())

/** A short-lived client for reading Redis directly. */
async function withRedis<T>(work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(stage.stores.redisUrl)
  try {
    return await work(client)
  } finally {
    client.disconnect()
  }
}

describe('a server crashes', () => {
  test('between take and commit: the units return to the shelf, and a late commit fails', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    await assert.rejects(purchase(crashing(ctx, 'before commit'), { code }), Crash)
    assert.deepEqual((await auditOf(ctx, sale)).gate?.out, 1)
    assert.equal(await sweep(ctx), 1)
    assert.deepEqual((await auditOf(ctx, sale)).gate, { epoch: 2, seq: 3, free: 10, out: 0 })
    assert.equal(await buy(ctx, code), 'code_expired', 'the take stays void')
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 0)), 'sold 1')
    const { stock, sold, held, free } = (await auditOf(ctx, sale)).units
    assert.deepEqual([stock, sold, held, free], [10, 1, 0, 9])
  })

  test('between commit and reply: the order stands, and a repeat gets the same order', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0, 1)
    await assert.rejects(purchase(crashing(ctx, 'after commit'), { code }), Crash)
    const again = await purchase(ctx, { code })
    assert.equal(again.ok ? '' : again.code, 'code_used')
    assert.deepEqual(!again.ok && again.extra?.total_purchased, 2)
    await until('the take is settled', async () => (await auditOf(ctx, sale)).gate?.out === 0)
    assert.deepEqual((await auditOf(ctx, sale)).gate?.free, 8)
  })

  test('before it settles: the sweeper finds the order and settles the take', async () => {
    const sale = await stage.openSale()
    assert.equal(await buy(crashing(ctx, 'before settle'), await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
    assert.equal((await auditOf(ctx, sale)).gate?.out, 1)
    assert.equal(await sweep(ctx), 1)
    const { gate, units } = await auditOf(ctx, sale)
    assert.deepEqual([gate?.free, gate?.out, units.sold], [9, 0, 1])
  })

  test('or is paused beyond its lease: its late commit is refused', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    const isSwept = precededBy(async () => {
      assert.equal(await sweep(ctx), 1)
      assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 0)), 'sold 1')
    })
    const paused = withFaults(ctx, { ledger: { commitTake: isSwept } })
    assert.notEqual((await buy(paused, code)).slice(0, 4), 'sold')
    const { units, most_per_buyer } = await auditOf(ctx, sale)
    assert.deepEqual([units.sold, most_per_buyer], [1, 1])
  })
})

describe('Redis', () => {
  test('hangs: within the deadline the ledger decides alone, and the gate is rebuilt when Redis recovers', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    stage.stores.redis.pause()
    try {
      assert.equal(await buy(ctx, code), 'sold 1')
      assert.equal(ctx.gate.up, false)
      assert.equal(
        await buy(ctx, await codeFor(ctx, sale, 'bob', 1)),
        'sold 1',
        'checkout and purchase continue without the gate',
      )
      assert.equal(await buy(ctx, code), 'code_used')
    } finally {
      stage.stores.redis.resume()
    }
    await until('the gate is back', () => ctx.gate.up)
    await sweep(ctx)
    await reconcile(ctx, new Map())
    const { gate, units } = await auditOf(ctx, sale)
    assert.deepEqual([units.sold, gate?.free, gate?.out], [2, 8, 0])
  })

  test('is killed and restarts empty: the first request rebuilds the gate under a new epoch', async () => {
    const sale = await stage.openSale()
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0, 1))
    const code = await codeFor(ctx, sale, 'ann', 2, 3)
    const epoch = sale.epoch
    await stage.stores.redis.kill()
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 4)), 'sold 1')
    await stage.stores.redis.start()
    await until('the gate is back', () => ctx.gate.up)
    assert.equal(await buy(ctx, code), 'sold 1', 'the checkout is read from the ledger, and the limit still applies')
    const { gate, units, most_per_buyer } = await auditOf(ctx, sale)
    assert.deepEqual([units.sold, gate?.free, most_per_buyer], [4, 6, 3])
    assert.equal((gate?.epoch ?? 0) > epoch, true)
  })

  test('is flushed between take and commit: the old take neither sells nor returns a unit twice', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    const isFlushed = precededBy(async (nth) => {
      if (nth > 1) return
      await withRedis((client) => client.flushall())
      assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 1)), 'sold 1')
    })
    const flushing = withFaults(ctx, { ledger: { commitTake: isFlushed } })
    assert.equal(await buy(flushing, code), 'sold 1', 'it is taken again under the new epoch')
    await until('the take is settled', async () => (await auditOf(ctx, sale)).gate?.out === 0)
    const { gate, units } = await auditOf(ctx, sale)
    assert.deepEqual([units.sold, gate?.free], [2, 8])
  })

  test('is rolled back to an older state: seq decreases, and the gate is rebuilt', async () => {
    const sale = await stage.openSale()
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    await withRedis(async (client) => {
      const keys = await client.keys(`hg:{${sale.id}}:*`)
      const dump = await Promise.all(keys.map((key) => client.dumpBuffer(key)))
      await buy(ctx, await codeFor(ctx, sale, 'bob', 1))
      await buy(ctx, await codeFor(ctx, sale, 'cy', 2))
      await Promise.all(keys.map((key, i) => client.restore(key, 0, dump[i] ?? '', 'REPLACE')))
    })
    assert.notEqual(await buy(ctx, await codeFor(ctx, sale, 'dee', 1, 3)), 'sold 2', 'a sold item is not sold again')
    await reconcile(ctx, new Map())
    await until('the gate agrees', async () => {
      const { gate, units } = await auditOf(ctx, sale)
      return gate?.free === units.free && gate.out === 0
    })
    assert.equal((await auditOf(ctx, sale)).promises.exact, true)
  })

  test('differs from the ledger in two consecutive comparisons: the gate is rebuilt', async () => {
    await until('other sales have caught up', async () => (await reconcile(ctx, new Map())) === 0)
    const sale = await stage.openSale()
    await withRedis(async (client) => {
      await client.call('BITFIELD', `hg:{${sale.id}}:units`, 'SET', 'u32', '#0', '0')
      await client.hset(`hg:{${sale.id}}:buyers`, 'ann', '3')
    })
    const memory = new Map()
    assert.equal(await reconcile(ctx, memory), 0, 'one difference may be a purchase in progress')
    assert.equal(await reconcile(ctx, memory), 2)
    assert.equal(
      await buy(ctx, await codeFor(ctx, sale, 'ann', 0)),
      'sold 1',
      'neither the unit nor the limit was lost',
    )
  })

  test('loses part of its state: the rest counts as an empty gate, and the sale continues', async () => {
    for (const part of ['units', 'meta', 'buyers', 'takes']) {
      const sale = await stage.openSale()
      await buy(ctx, await codeFor(ctx, sale, 'ann', 0, 1))
      await withRedis((client) => client.del(`hg:{${sale.id}}:${part}`))
      assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 2)), 'sold 1', part)
      const memory = new Map()
      await reconcile(ctx, memory)
      await reconcile(ctx, memory)
      const { gate, units } = await auditOf(ctx, sale)
      assert.deepEqual([gate?.free, gate?.out], [units.free, 0], part)
    }
  })

  test('stops responding without closing the connection: the connection is replaced', async () => {
    const line = await startTcpProxy(stage.stores.redis.port)
    const { settings, log } = ctx
    const redisUrl = `redis://127.0.0.1:${line.port}`
    const open = openContext({ databaseUrl: stage.stores.databaseUrl, redisUrl, settings, log })
    try {
      await until('the gate answers', () => open.ctx.gate.up)
      line.silence('replies')
      await assert.rejects(open.ctx.gate.ping())
      await until('the gate is back', () => open.ctx.gate.up)
    } finally {
      await open.close()
      await line.close()
    }
  })

  test('admits a take that the ledger refuses: the buyer is refused, and the gate is rebuilt', async () => {
    const sale = await stage.openSale()
    await buy(ctx, await codeFor(ctx, sale, 'ann', 0))
    await withRedis((client) => client.call('BITFIELD', `hg:{${sale.id}}:units`, 'SET', 'u32', '#0', '1'))
    assert.equal(await buy(ctx, await codeFor(ctx, sale, 'bob', 0)), 'sold_out')
    await until('the gate agrees', async () => (await auditOf(ctx, sale)).gate?.free === 9)
  })
})

describe('PostgreSQL', () => {
  test('does not record an addition: the item is not bought either', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    const server = withFaults(ctx, { ledger: { recordAttempt: fails(new LedgerUnavailable('away')) } })
    const added = await checkout(server, { user_id: 'ann', code, id: sale.firstItemId + 1 })
    assert.equal(added.ok ? 'ok' : added.code, 'unavailable')
    assert.equal(await buy(ctx, code), 'sold 1')
  })

  test('loses a response after the commit: the batch is resent, and the buyer gets one order', async () => {
    const sale = await stage.openSale()
    const { line, server, close } = await onALine()
    try {
      const code = await codeFor(server, sale, 'ann', 0)
      line.silence('replies')
      const pending = buy(server, code)
      await until('the order is in the ledger', async () => (await auditOf(ctx, sale)).units.sold === 1)
      line.cut()
      assert.equal(await pending, 'sold 1')
      assert.deepEqual((await auditOf(ctx, sale)).orders, 1)
    } finally {
      await close()
    }
  })

  test('is killed: no order is acknowledged, every request meets its deadline, and sales resume after the restart', async () => {
    const sale = await stage.openSale()
    const code = await codeFor(ctx, sale, 'ann', 0)
    await stage.stores.postgres?.kill()
    assert.equal(await buy(ctx, code), 'unavailable')
    await stage.stores.postgres?.start()
    let answer = ''
    await until('sales resume', async () => {
      answer = await buy(ctx, await codeFor(ctx, sale, 'bob', 1).catch(() => code))
      return answer === 'sold 1'
    })
    await sweep(ctx)
    assert.equal((await auditOf(ctx, sale)).promises.conserved, true)
  })
})

/** A server whose connection to PostgreSQL can be cut. */
async function onALine(): Promise<{ line: TcpProxy; server: Context; close(): Promise<void> }> {
  const url = new URL(stage.stores.databaseUrl)
  const line = await startTcpProxy(Number(url.port))
  url.port = String(line.port)
  const { settings, log } = ctx
  const open = openContext({ databaseUrl: url.href, redisUrl: stage.stores.redisUrl, settings, log })
  await open.begin()
  await until('the gate answers', () => open.ctx.gate.up)
  return {
    line,
    server: open.ctx,
    async close() {
      await open.close()
      await line.close()
    },
  }
}
