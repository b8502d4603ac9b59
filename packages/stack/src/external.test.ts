import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { scratchFolder } from './fixtures/program.ts'
import { freePort } from './ports.ts'
import { queryOnce } from './postgres/connection.ts'
import { startStack } from './stack.ts'
import { startTestStores, type TestStores } from './testing.ts'

let stores: TestStores
const report = () => {}

before(async () => {
  stores = await startTestStores({ ownPostgres: true })
})
after(() => stores.stop())

test('configured stores are used instead of starting embedded ones', async () => {
  const { databaseUrl, redisUrl } = stores
  const stack = await startStack({ dataDir: '/nonexistent', databaseUrl, redisUrl, report })
  assert.deepEqual([stack.databaseUrl, stack.redisUrl], [databaseUrl, redisUrl])
  assert.deepEqual([stack.postgres.kind, stack.redis.kind], ['external', 'external'])
  await stack.stop()
})

test('a PostgreSQL with durability off is refused', async () => {
  const { databaseUrl, redisUrl } = stores
  await queryOnce(databaseUrl, 'alter role hourglass set synchronous_commit = off')
  await assert.rejects(startStack({ dataDir: '/nonexistent', databaseUrl, redisUrl, report }), /synchronous_commit off/)
  await queryOnce(databaseUrl, 'alter role hourglass reset synchronous_commit')
})

test('the error for a store that does not answer names it without its password', async () => {
  const port = await freePort()
  const start = (urls: { databaseUrl?: string; redisUrl?: string }) =>
    startStack({ ...stores, ...urls, redis: 'auto', dataDir: scratchFolder(), report }).catch((error) => error.message)
  const postgres = await start({ databaseUrl: `postgres://me:secret@127.0.0.1:${port}/shop` })
  assert.match(postgres, new RegExp(`^PostgreSQL at 127.0.0.1:${port}/shop is not usable .*DATABASE_URL`))
  const redis = await start({ redisUrl: `redis://:secret@127.0.0.1:${port}` })
  assert.match(redis, new RegExp(`^Redis at 127.0.0.1:${port} does not answer .*REDIS_URL`))
  assert.doesNotMatch(postgres + redis, /secret/)
})
