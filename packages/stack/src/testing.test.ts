import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { after, before, type TestContext, test } from 'node:test'
import { allGone, familyOf, runProgram, scratchFolder } from './fixtures/program.ts'
import { settles } from './poll.ts'
import { queryOnce } from './postgres/connection.ts'
import { connectedRedis } from './redis/client.ts'
import { tree } from './supervisor/process-life.ts'
import { startTestCluster, startTestStores, type TestCluster, type TestStores } from './testing.ts'

/** Long enough for a running store to answer. */
const SILENCE_MS = 300
let cluster: TestCluster

function stopAfter<Stores extends TestStores>(t: TestContext, stores: Stores): Stores {
  t.after(() => stores.stop())
  return stores
}

before(async () => {
  cluster = await startTestCluster()
  process.env.HOURGLASS_TEST_POSTGRES = cluster.url
})
after(() => cluster.stop())

test('concurrent suites share one migrated template and no data', async (t) => {
  let migrations = 0
  const migrate = async (url: string) => {
    migrations += 1
    await queryOnce(url, 'create table items (id int)')
  }
  const options = { migrate, templateKey: randomUUID() }
  const suites = await Promise.all([1, 2, 3].map(async () => stopAfter(t, await startTestStores(options))))
  assert.equal(migrations, 1)
  for (const { databaseUrl, redisUrl } of suites) {
    assert.deepEqual(await queryOnce(databaseUrl, 'select count(*)::int as rows from items'), { rows: 0 })
    await queryOnce(databaseUrl, 'insert into items values (1)')
    assert.equal(await connectedRedis(redisUrl, (redis) => redis.set('item', 1, 'NX')), 'OK')
  }
  await Promise.all(suites.map((suite) => suite.stop()))
  assert.deepEqual(
    await queryOnce(cluster.url, `select count(*)::int as left from pg_database where datname like 't\\_%'`),
    { left: 0 },
  )
})

test('a migration that fails leaves no template behind', async (t) => {
  const templateKey = randomUUID()
  const failing = startTestStores({ templateKey, migrate: () => Promise.reject(new Error('no such column')) })
  await assert.rejects(failing, /no such column/)
  const stores = stopAfter(
    t,
    await startTestStores({
      templateKey,
      migrate: (url) => queryOnce(url, 'create table items ()').then(() => {}),
    }),
  )
  await queryOnce(stores.databaseUrl, 'select from items')
})

test('Redis can be killed, restarted empty on the same port, paused and resumed', async (t) => {
  const { redis, redisUrl } = stopAfter(t, await startTestStores())
  const ask = () => connectedRedis(redisUrl, (client) => client.dbsize())
  await connectedRedis(redisUrl, (client) => client.set('key', 'value'))
  await redis.kill()
  await assert.rejects(ask())
  await redis.start()
  assert.equal(await ask(), 0)
  redis.pause()
  const answer = ask()
  assert.equal(await settles(answer, SILENCE_MS), false)
  redis.resume()
  assert.equal(await answer, 0)
})

test('a dedicated PostgreSQL can be killed, recovered, paused and resumed', async (t) => {
  const { postgres, databaseUrl } = stopAfter(t, await startTestStores({ ownPostgres: true }))
  const ask = () => queryOnce(databaseUrl, 'select row from kept')
  await queryOnce(databaseUrl, 'create table kept as select 1 as row')
  await postgres.kill()
  await assert.rejects(ask())
  await postgres.start()
  assert.deepEqual(await ask(), { row: 1 })
  postgres.pause()
  const answer = ask()
  assert.equal(await settles(answer, SILENCE_MS), false)
  postgres.resume()
  assert.deepEqual(await answer, { row: 1 })
})

test('stop() also stops paused stores', async (t) => {
  const { postgres, redis, stop } = stopAfter(t, await startTestStores({ ownPostgres: true }))
  const family = [redis.pid, ...tree(postgres.pid)]
  postgres.pause()
  redis.pause()
  await stop()
  assert.ok(await allGone(family))
})

test('a killed test process leaves no process and no folder behind', async (t) => {
  // A separate temporary folder: other suites create and delete theirs at the same time.
  const { TMPDIR } = process.env
  const temporary = scratchFolder()
  process.env.TMPDIR = temporary
  t.after(() => (TMPDIR === undefined ? delete process.env.TMPDIR : Object.assign(process.env, { TMPDIR })))
  const { child } = await runProgram('stores-program.ts')
  assert.notDeepEqual(readdirSync(temporary), [])
  const family = familyOf(child)
  assert.ok(family.length > 2)
  child.kill('SIGKILL')
  assert.ok(await allGone(family))
  assert.deepEqual(readdirSync(temporary), [])
})
