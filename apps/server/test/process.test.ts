/** The server process: store outages, concurrent startup, graceful shutdown, metrics port, configuration errors. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { createPool } from '@hourglass/db'
import { freePort } from '@hourglass/stack'
import { startTestStores, type TestStores, until } from '@hourglass/stack/testing'
import { killServers, ready, root, type Server, startServer, stop } from './server-process.ts'
import { openFeed } from './stage.ts'

let stores: TestStores & { postgres: NonNullable<TestStores['postgres']> }
before(async () => {
  stores = await startTestStores({ ownPostgres: true })
})
after(async () => {
  killServers()
  await stores.stop()
})

const env = () => ({ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl })

describe('stores that are down at startup', () => {
  test('PostgreSQL: the server answers 503 and sells as soon as PostgreSQL is up', async () => {
    await stores.postgres.kill()
    const server = await startServer(env())
    assert.deepEqual(await server.get('/livez'), { status: 200, body: { status: 'ok' } })
    assert.equal((await server.get('/readyz')).status, 503)
    await until('Redis is connected', async () => (await server.get('/health')).body.redis === 'ok')
    assert.deepEqual(await server.get('/health'), {
      status: 503,
      body: { status: 'error', server: 'starting', database: 'error', redis: 'ok' },
    })
    await until('the server has tried PostgreSQL', async () => {
      const { status, body } = await server.post('/checkout?user_id=ann&id=1')
      assert.equal(status, 503)
      return body.code === 'unavailable'
    })
    await stores.postgres.start()
    await ready(server)
    assert.equal((await server.post('/checkout?user_id=ann&id=1')).status, 200)
    await stop(server)
  })

  test('Redis: the server sells from the ledger alone and reports the outage', async () => {
    await stores.redis.kill()
    const server = await startServer(env())
    await ready(server)
    assert.deepEqual(await server.get('/health'), {
      status: 503,
      body: { status: 'error', server: 'ok', database: 'ok', redis: 'error' },
    })
    const { body } = await server.post('/checkout?user_id=ann&id=2')
    assert.equal((await server.post(`/purchase?code=${body.code}`)).status, 200)
    await stores.redis.start()
    await until('the server is healthy', async () => (await server.get('/health')).status === 200)
    await stop(server)
  })
})

test('a ready server has opened all of its connections to PostgreSQL', async () => {
  const server = await startServer(env())
  await ready(server)
  const pool = createPool(stores.databaseUrl, { max: 1, name: 'test' })
  // Sessions of the servers before may still be ending.
  await until('only its connections are open', async () => {
    const { rows } = await pool.query(
      `select application_name as name, count(*)::int from pg_stat_activity
       where application_name in ('hourglass-ledger', 'hourglass-read') group by 1 order by 1`,
    )
    return isDeepStrictEqual(rows, [
      { name: 'hourglass-ledger', count: 6 },
      { name: 'hourglass-read', count: 4 },
    ])
  })
  await pool.end()
  await stop(server)
})

test('while PostgreSQL is down reads get 503 without internal details', async () => {
  const server = await startServer(env())
  await ready(server)
  await stores.postgres.kill()
  for (const path of ['/v1/sales', '/v1/sales/1/audit', '/v1/items/99999999', '/trpc/sales.list']) {
    const { status, body } = await server.get(path)
    assert.equal(status, 503, path)
    assert.doesNotMatch(JSON.stringify(body), /select|query/i)
  }
  await stores.postgres.start()
  await until('reads are answered again', async () => (await server.get('/v1/sales')).status === 200)
  await stop(server)
})

test('servers that start concurrently create one sale', async () => {
  const servers = await Promise.all(Array.from({ length: 4 }, () => startServer(env())))
  await Promise.all(servers.map(ready))
  const sales = await Promise.all(servers.map((server) => server.get('/v1/sales')))
  for (const { body } of sales) assert.equal((body.sales as unknown[]).length, 1)
  await Promise.all(servers.map(stop))
})

test('SIGTERM under load: every request is answered, live readers get bye, and the process exits with 0', async () => {
  const [leaving, staying] = [await startServer(env()), await startServer(env())]
  await Promise.all([ready(leaving), ready(staying)])
  const feed = openFeed(leaving.origin, 1)
  assert.equal((await feed.next()).event, 'snapshot')

  const failures: string[] = []
  let left = false
  let bought = 0
  async function shopper(n: number): Promise<void> {
    for (let i = 0; i < 60; i++) {
      const item = 100 + n * 60 + i
      const made = await ask(`/checkout?user_id=shopper ${n} ${i}&id=${item}`)
      const sold = await ask(`/purchase?code=${made.body.code}`)
      if (sold.status === 200) bought++
      if (n === 0 && i === 10) leaving.process.kill('SIGTERM')
    }
  }
  /** Uses the leaving server while it accepts connections, then the other one, like a load balancer. */
  async function ask(path: string): ReturnType<Server['post']> {
    const server = left ? staying : leaving
    try {
      const answer = await server.post(path)
      if (answer.connection === 'close') left = true
      if (answer.status !== 200) failures.push(`${path}: ${answer.status} ${answer.body.code}`)
      return answer
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } }
      // A refused connection is not a lost request.
      if (cause?.code !== 'ECONNREFUSED') failures.push(`${path}: ${cause?.code ?? error}`)
      left = true
      return ask(path)
    }
  }
  const exit = once(leaving.process, 'exit')
  await Promise.all(Array.from({ length: 16 }, (_, n) => shopper(n)))
  assert.deepEqual(failures, [])
  assert.equal(bought, 16 * 60)
  assert.deepEqual(await exit, [0, null])
  await feed.ended
  await stop(staying)
})

test('METRICS_PORT serves metrics without a key, even while PostgreSQL is down', async () => {
  await stores.postgres.kill()
  const metricsPort = await freePort()
  const server = await startServer({ ...env(), HOST: '0.0.0.0', METRICS_PORT: String(metricsPort) })
  const read = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  assert.match(await read(), /^hourglass_ready 0$/m)
  await stores.postgres.start()
  await ready(server)
  assert.match(await read(), /^hourglass_ready 1$/m)
  await until('the audit is exported', async () => /^hourglass_sale_units\{.*state="free"\} [1-9]/m.test(await read()))
  await stop(server)
})

test('invalid settings are named, and the server exits with 2', async () => {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, SALE_PERIOD: 'soon', PORT: '8080' },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  assert.deepEqual(await once(child, 'close'), [2, null])
  for (const words of ['SALE_PERIOD must be a duration', 'DATABASE_URL is missing', 'REDIS_URL is missing'])
    assert.match(said, new RegExp(words))
})

test('a live key of Stripe without HTTPS is warned about at the start, without the key', async () => {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      REDIS_URL: 'redis://127.0.0.1:1',
      PAYMENTS: 'stripe',
      STRIPE_SECRET_KEY: 'sk_live_hourglass',
      STRIPE_WEBHOOK_SECRET: 'whsec_hourglass',
      WEB_ORIGINS: 'http://shop.example',
    },
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await until('the warning', () => said.includes('"event":"payments.insecure"'))
  assert.ok(!said.includes('sk_live_'), said)
  child.kill('SIGKILL')
  await once(child, 'close')
})
