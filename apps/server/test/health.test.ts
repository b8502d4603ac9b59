/** GET /health is 200 only when a purchase could succeed. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { prune } from '@hourglass/core/operations'
import { createDatabase, schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const run = (statement: string) => stage.ctx.db.execute(statement)
const health = async () => {
  const { status, body } = await stage.get('/health')
  return [status, body.status, body.server, body.database, body.redis]
}
const buy = async (position: number) => {
  const { status, body } = await stage.post(`/checkout?user_id=ann&id=${stage.item(position)}`)
  return status === 200 ? (await stage.post(`/purchase?code=${body.code}`)).status : status
}
const isHealthy = async () => (await stage.get('/health')).status === 200

test('a server that can sell is healthy', async () => {
  assert.deepEqual(await health(), [200, 'ok', 'ok', 'ok', 'ok'])
  assert.equal(await buy(0), 200)
})

test('a full disk is unhealthy although reads still work', async () => {
  // The error of PostgreSQL when a table cannot be extended.
  await run(`CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$`)
  await run('CREATE TRIGGER no_space BEFORE INSERT ON health_probes EXECUTE FUNCTION no_space()')
  try {
    await until('the health check fails', async () => !(await isHealthy()))
    assert.deepEqual(await health(), [503, 'error', 'ok', 'error', 'ok'])
    assert.equal((await stage.get('/v1/sales')).status, 200)
  } finally {
    await run('DROP TRIGGER no_space ON health_probes')
  }
  await until('the server is healthy again', isHealthy)
})

test('each health probe extends its table, so that a full disk is detected at once', async () => {
  const size = async () =>
    Number(
      (await stage.ctx.db.execute<{ size: string }>("SELECT pg_relation_size('health_probes') AS size")).rows[0]?.size,
    )
  await prune(stage.ctx)
  let last = await size()
  assert.equal(last, 0)
  for (let probes = 0; probes < 3; probes++) {
    await until('another probe was written', async () => {
      await stage.get('/health')
      return (await size()) > last
    })
    last = await size()
  }
})

test('with a read-only database health fails and purchases get 503, and both recover', async () => {
  // A session that may write regardless of the database's default.
  const address = new URL(stage.stores.databaseUrl)
  address.searchParams.set('options', '-c default_transaction_read_only=off')
  const admin = createDatabase(address.href, { max: 1 })
  const setTo = async (value: 'on' | 'off') => {
    await admin.execute(`ALTER DATABASE "${address.pathname.slice(1)}" SET default_transaction_read_only = ${value}`)
    await admin.execute(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
  }
  await setTo('on')
  try {
    await until('the health check fails', async () => (await health())[3] === 'error')
    assert.equal((await stage.get('/health')).status, 503)
    await until('a purchase is refused as unavailable', async () => (await buy(1)) === 503)
  } finally {
    await setTo('off')
    await admin.$client.end()
  }
  await until('the server is healthy again', isHealthy)
  await until('it sells again', async () => (await buy(2)) === 200)
})

test('a starting or draining server is unhealthy even if its stores are healthy', async () => {
  const { lifecycle } = stage
  lifecycle.ready = false
  try {
    assert.deepEqual(await health(), [503, 'error', 'starting', 'ok', 'ok'])
    assert.equal((await stage.get('/v1/sales')).body.code, 'starting')
    lifecycle.ledgerAway = true
    assert.equal((await stage.get('/v1/sales')).body.code, 'unavailable')
  } finally {
    lifecycle.ready = true
    lifecycle.ledgerAway = false
  }
  lifecycle.draining = true
  try {
    assert.deepEqual(await health(), [503, 'error', 'draining', 'ok', 'ok'])
  } finally {
    lifecycle.draining = false
  }
})

test('a hundred concurrent health checks cause one probe of the stores', async () => {
  await until('the cached result has expired', async () => {
    await prune(stage.ctx)
    return (await stage.ctx.db.$count(schema.healthProbes)) === 0
  })
  const began = performance.now()
  const answers = await Promise.all(Array.from({ length: 100 }, () => stage.get('/health')))
  const elapsedMs = performance.now() - began
  assert.equal(
    answers.every(({ status }) => status === 200),
    true,
  )
  const probes = await stage.ctx.db.$count(schema.healthProbes)
  // One probe per expiry of the cached result.
  assert.equal(probes <= Math.ceil(elapsedMs / 250) + 1, true, `${probes} probes in ${elapsedMs} ms`)
})
