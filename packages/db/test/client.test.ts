import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTcpProxy, startTestStores, type TcpProxy, type TestStores } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'
import { createDatabase, type Database } from '../src/client.ts'

const CONNECTIONS = 2
/** Far above what a loaded machine needs for a statement; one test waits for it. */
const TIMEOUT_MS = 5_000

let stores: TestStores
let line: TcpProxy
let db: Database

before(async () => {
  stores = await startTestStores()
  const url = new URL(stores.databaseUrl)
  line = await startTcpProxy(Number(url.port))
  url.port = String(line.port)
  db = createDatabase(url.href, { max: CONNECTIONS, statementTimeoutMs: TIMEOUT_MS })
})

after(async () => {
  await db?.$client.end()
  await line?.close()
  await stores?.stop()
})

const one = () => db.transaction((tx) => tx.execute(sql`SELECT 1`))

test('transactions that could not even begin, on a line that had gone silent, cost the pool no connection', async () => {
  await Promise.all([one(), one()])
  line.silence('requests', 'replies')
  await Promise.all(Array.from({ length: CONNECTIONS }, () => assert.rejects(one())))
  line.heal()
  assert.equal((await one()).rowCount, 1)
})

test('a transaction that is given up leaves its connection as it was', async () => {
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

test('a session commits to disk, plans a statement once and compiles none, whatever the database says', async () => {
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
