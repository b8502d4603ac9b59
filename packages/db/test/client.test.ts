import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTcpProxy, startTestStores, type TcpProxy, type TestStores } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import { createDatabase, type Database } from '../src/client.ts'

const CONNECTIONS = 2
/** Far above what a statement needs on a loaded machine. One test waits for it. */
const TIMEOUT_MS = 5_000

let stores: TestStores
let proxy: TcpProxy
let db: Database

before(async () => {
  stores = await startTestStores()
  const url = new URL(stores.databaseUrl)
  proxy = await startTcpProxy(Number(url.port))
  url.port = String(proxy.port)
  db = createDatabase(url.href, { max: CONNECTIONS, statementTimeoutMs: TIMEOUT_MS })
})

after(async () => {
  await db?.$client.end()
  await proxy?.close()
  await stores?.stop()
})

const one = () => db.transaction((tx) => tx.execute(sql`SELECT 1`))

test('transactions that fail to begin on a silent connection do not leak pool connections', async () => {
  await Promise.all([one(), one()])
  proxy.silence('requests', 'replies')
  await Promise.all(Array.from({ length: CONNECTIONS }, () => assert.rejects(one())))
  proxy.heal()
  assert.equal((await one()).rowCount, 1)
})

test('a rolled-back transaction leaves its connection usable', async () => {
  await assert.rejects(
    db.transaction(async (tx) => {
      await tx.execute(sql`CREATE TABLE given_up (id int)`)
      throw new Error('no')
    }),
    /^Error: no$/,
  )
  await assert.rejects(db.transaction((tx) => tx.execute(sql`SELECT nothing FROM nowhere`)))
  assert.equal(db.$client.totalCount, db.$client.idleCount)
  await assert.rejects(db.execute(sql`SELECT * FROM given_up`))
})

test('a session has synchronous commits, generic plans and no JIT, regardless of the database settings', async () => {
  const name = new URL(stores.databaseUrl).pathname.slice(1)
  for (const setting of ['synchronous_commit = off', 'plan_cache_mode = auto', 'jit = on'])
    await db.execute(sql.raw(`ALTER DATABASE ${name} SET ${setting}`))
  const fresh = createDatabase(stores.databaseUrl, { max: 1 })
  try {
    const names = ['synchronous_commit', 'plan_cache_mode', 'jit']
    const { rows } = await fresh.execute(
      sql.raw(`SELECT ${names.map((n) => `current_setting('${n}') AS ${n}`).join()}`),
    )
    assert.deepEqual(rows, [{ synchronous_commit: 'on', plan_cache_mode: 'force_generic_plan', jit: 'off' }])
  } finally {
    await fresh.$client.end()
  }
})
