/** PgBouncer in transaction mode, where every transaction may get a different session. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createPool, UnsafeSession } from '@hourglass/db'
import { hasPgBouncer, startTestPgBouncer, type TestPgBouncer } from '@hourglass/stack/testing'
import type { Outcome, RefusalCode } from '../src/contract/index.ts'
import { readCode } from '../src/domain/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { commit } from '../src/ledger/transaction.ts'
import {
  type Context,
  checkout,
  confirmHold,
  createHold,
  decideOrders,
  placeOrder,
  purchase,
} from '../src/operations/index.ts'
import { auditOf, buy, codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

/** Fewer than the ten connections that one server would open. */
const SESSIONS = 3
const ITEMS = 120
const BUYERS = 24
const CROWD = 16
const BROKEN_AT = 30

const skip = !hasPgBouncer() && 'pgbouncer is not on PATH'

describe('behind PgBouncer', { skip }, () => {
  let stage: Stage
  let bouncer: TestPgBouncer
  let servers: [Context, Context]

  before(async () => {
    stage = await createStage({ ownPostgres: true, settings: { saleItems: ITEMS, buyerLimit: 10 } })
    for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout']) await role(`SET ${name} = 2000`)
    bouncer = await startTestPgBouncer(stage.stores.databaseUrl, SESSIONS)
    const ways = { databaseUrl: bouncer.url, pooler: 'transaction' as const }
    servers = [await stage.anotherServer({}, ways), await stage.anotherServer({}, ways)]
  })

  after(async () => {
    await stage?.stop()
    await bouncer?.stop()
  })

  const sql = (text: string, values: unknown[] = []) => stage.ctx.db.$client.query(text, values)
  const role = (change: string) => sql(`ALTER ROLE hourglass ${change}`)

  test('two servers over three sessions sell every unit exactly once, by purchases, reservations and orders', async () => {
    await sellsOut(async () => {})
    const asked = Array.from({ length: 60 }, (_, i) =>
      (servers[i % 2] ?? servers[0]).db.execute<{ pid: number }>('SELECT pg_backend_pid() AS pid'),
    )
    const sessions = new Set((await Promise.all(asked)).map(({ rows }) => rows[0]?.pid))
    assert.ok(sessions.size <= SESSIONS, `${sessions.size} sessions`)
  })

  test('terminated sessions lose no order, and sales continue', async () => {
    await sellsOut(async () => {
      const { rows } = await sql(
        "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hourglass-ledger'",
      )
      assert.ok(rows.length > 0 && rows.every(({ ended }) => ended))
    })
  })

  test('a PgBouncer that is killed and restarted loses no order, and sales continue', async () => {
    await sellsOut(async () => {
      await bouncer.kill()
      await bouncer.start()
    })
  })

  /** Buyers use purchases, holds and orders on both servers during a fault. */
  async function sellsOut(breakIt: () => Promise<void>): Promise<void> {
    const sale = await stage.openSale()
    const promised: string[] = []
    let [next, done] = [0, 0]
    const shopper = async () => {
      for (let at = next++; at < ITEMS; at = next++) {
        const server = servers[at % 2] ?? servers[0]
        promised.push(await untilSold(server, sale, at))
        if (++done === BROKEN_AT) await breakIt()
      }
    }
    await Promise.all(Array.from({ length: CROWD }, shopper))
    for (let left = 1; left > 0; ) {
      await decideOrders(servers[0])
      const { rows } = await sql(
        "SELECT count(*)::int AS left FROM orders WHERE sale_id = $1 AND status IN ('queued', 'processing')",
        [sale.id],
      )
      left = rows[0].left
    }
    const { units, promises } = await auditOf(servers[1], sale)
    assert.deepEqual(promises, { exact: true, fair: true, conserved: true })
    assert.deepEqual([units.sold, units.held, units.free], [ITEMS, 0, 0])
    const { rows } = await sql(
      "SELECT count(DISTINCT id)::int AS kept FROM orders WHERE sale_id = $1 AND id = ANY ($2) AND status = 'confirmed'",
      [sale.id, promised],
    )
    assert.deepEqual([new Set(promised).size, rows[0].kept], [ITEMS, ITEMS])
  }

  /** Buys one item in one of the three ways, in rotation. Returns the id of the acknowledged order. */
  async function untilSold(ctx: Context, sale: Sale, at: number): Promise<string> {
    const user_id = `buyer ${at % BUYERS}`
    const item = sale.firstItemId + at
    // A repeat of the request under its id has the same result.
    const [again, once] = [ctx.newId(), ctx.newId()].map((requestId) => ({ ...ctx, requestId })) as [Context, Context]
    if (at % 3 === 0) {
      const { code } = await untilYes(() => checkout(ctx, { user_id, id: item }))
      const bought = await untilYes(() => purchase(ctx, { code }), 'code_used')
      return bought?.order.id ?? readCode(ctx.codeKeys.valid, code)?.id ?? 'no code'
    }
    if (at % 3 === 1) {
      const { reservation } = await untilYes(() => createHold(again, { user_id, item_id: item }))
      await untilYes(() => confirmHold(once, { user_id, id: reservation.id }))
      return reservation.id
    }
    return (await untilYes(() => placeOrder(again, { user_id, items: [{ id: item, quantity: 1 }] }))).id
  }

  test('transactions of the ledger get our settings regardless of the role; other sessions are refused without them', async () => {
    await role('SET synchronous_commit = off')
    await role('RESET statement_timeout')
    await bouncer.kill()
    await bouncer.start()
    const pool = createPool(bouncer.url, { max: 1, pipeline: true, indexed: true, pooler: 'transaction' })
    const names = ['synchronous_commit', 'statement_timeout', 'enable_seqscan']
    const text = names.map((name) => `current_setting('${name}') AS ${name}`).join()
    const { results } = await commit(pool, [[{ name: 'settings', text: `SELECT ${text}` }, []]])
    assert.deepEqual(results[0]?.rows, [{ synchronous_commit: 'on', statement_timeout: '2s', enable_seqscan: 'off' }])
    await pool.end()
    await assert.rejects(stage.anotherServer({}, { databaseUrl: bouncer.url, pooler: 'transaction' }), (error) => {
      assert.ok(error instanceof UnsafeSession)
      assert.match(error.message, /synchronous_commit is off .*ALTER ROLE hourglass SET synchronous_commit = on/)
      assert.match(error.message, /statement_timeout is 0 ms .*ALTER ROLE hourglass SET statement_timeout = 2000/)
      return true
    })
  })
})

test('a pooler with prepared statement support gets named statements and the settings', async () => {
  const stage = await createStage()
  const ctx = await stage.anotherServer({}, { pooler: 'transaction-prepared', databaseUrl: await bounded(stage) })
  const sale = await stage.openSale()
  assert.equal(await buy(ctx, await codeFor(ctx, sale, 'ann', 0)), 'sold 1')
  const pool = createPool(stage.stores.databaseUrl, { max: 1, pooler: 'transaction-prepared' })
  const name = 'asked-again'
  const text = "SELECT current_setting('plan_cache_mode') AS mode, name FROM pg_prepared_statements"
  for (let i = 0; i < 2; i++) {
    const { results } = await commit(pool, [[{ name, text }, []]])
    assert.deepEqual(results[0]?.rows, [{ mode: 'force_generic_plan', name }])
  }
  await pool.end()
  await stage.stop()
})

/** A URL whose sessions have the timeouts required of a role, not shared with other tests. */
async function bounded(stage: Stage): Promise<string> {
  const url = new URL(stage.stores.databaseUrl)
  const database = url.pathname.slice(1)
  for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
    await stage.ctx.db.$client.query(`ALTER DATABASE ${database} SET ${name} = 2000`)
  return url.href
}

/** Retries retryable refusals, as a client does; undefined after `code_used`. @throws at any other refusal */
async function untilYes<T>(ask: () => Promise<Outcome<T>>): Promise<T>
async function untilYes<T>(ask: () => Promise<Outcome<T>>, done: RefusalCode): Promise<T | undefined>
async function untilYes<T>(ask: () => Promise<Outcome<T>>, done?: RefusalCode): Promise<T | undefined> {
  while (true) {
    const outcome = await ask()
    if (outcome.ok) return outcome.value
    if (outcome.code === done) return undefined
    assert.ok(['unavailable', 'busy', 'in_progress'].includes(outcome.code), outcome.code)
  }
}
