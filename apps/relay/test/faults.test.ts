/** At-least-once delivery in order, through failures of Redis, endpoints and relays. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { startReceiver, status } from './receiver.ts'
import { createRelayStage, pending, type RelayStage } from './stage.ts'

let stage: RelayStage
let stops: (() => unknown)[] = []
before(async () => {
  stage = await createRelayStage()
})
after(() => stage.stop())
afterEach(async () => {
  await stage.pool.query('DELETE FROM webhooks')
  for (const stop of stops.reverse()) await stop()
  stops = []
})

async function relay(...args: Parameters<RelayStage['relay']>) {
  const started = await stage.relay(...args)
  const stop = () => started.stop()
  stops.push(stop)
  return started
}
async function receiver(...args: Parameters<typeof startReceiver>) {
  const started = await startReceiver(...args)
  stops.push(() => started.stop().catch(() => undefined))
  return started
}
const streamed = async (ids: string[]) => {
  const wanted = new Set(ids)
  return (await stage.stream()).map(({ id }) => id).filter((id) => wanted.has(id))
}

test('webhooks receive events while Redis is down, and the stream receives all of them afterwards', async () => {
  const endpoint = await receiver()
  await relay()
  await stage.webhook(endpoint.url)
  await stage.stores.redis.kill()
  const ids = await stage.emitMany(50, 2)
  await until('the webhook has all', () => endpoint.ids().length === 50)
  await stage.stores.redis.start()
  await until('the stream has all events', async () => (await streamed(ids)).length >= 50)
  assert.deepEqual(await streamed(ids), ids)
})

test('the stream continues while an endpoint is down, and the endpoint receives all events afterwards', async () => {
  const endpoint = await receiver()
  await endpoint.stop()
  await relay()
  const { id } = await stage.webhook(endpoint.url)
  const ids = await stage.emitMany(50, 3)
  await until('the stream has all events', async () => (await streamed(ids)).length >= 50)
  await until('an attempt was made', async () => (await stage.deliveries(id)).some(({ attempts }) => attempts > 0))
  await endpoint.start()
  await until('all is delivered', async () => (await pending(stage, id)) === 0)
  assert.deepEqual(new Set(endpoint.ids()), new Set(ids))
})

test('two relays together forward every event exactly once to the stream, in order', async () => {
  const endpoint = await receiver()
  await relay()
  await relay()
  const { id } = await stage.webhook(endpoint.url)
  const ids: string[] = []
  for (let sale = 10; sale < 20; sale++) ids.push(...(await stage.emitMany(40, sale)))
  await until('the stream has all events', async () => (await streamed(ids)).length >= ids.length)
  assert.deepEqual(await streamed(ids), ids)
  await until('all is delivered', async () => (await pending(stage, id)) === 0 && endpoint.ids().length === 400)
  assert.deepEqual(new Set(endpoint.ids()), new Set(ids))
  assert.equal((await stage.deliveries(id)).length, ids.length)
})

test('a relay that stops releases its leases at once', async () => {
  const leaseMs = 60_000
  await (await stage.relay({ leaseMs })).stop()
  await relay({ leaseMs })
  const id = await stage.emit('order.confirmed', 4)
  await until('it is there', async () => (await streamed([id])).length > 0)
})

test('a relay killed in the middle of deliveries loses no event', async () => {
  // The endpoint does not answer further requests until the relay has been killed, so that work is left on a fast machine, too.
  const endpoint = await receiver((_one, response) => void (endpoint.received.length <= 150 && response.end()))
  const { id } = await stage.webhook(endpoint.url)
  const ids = await stage.emitMany(600, 5)
  const { databaseUrl, redisUrl } = stage.stores
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      WEBHOOK_PRIVATE_ADDRESSES: 'allow',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  await until('some deliveries are done', () => endpoint.received.length > 150)
  child.kill('SIGKILL')
  await exited
  assert.ok(await pending(stage, id), 'deliveries are pending')
  endpoint.answer((_one, response) => response.end())
  // Expire the jobs and leases of the killed relay now.
  await stage.pool.query(`UPDATE relay_jobs.job SET started_on = started_on - interval '1 hour' WHERE state = 'active'`)
  await stage.pool.query(`UPDATE relay_cursors SET leased_until = now()`)
  await relay()
  await until('all is delivered', async () => (await pending(stage, id)) === 0)
  assert.deepEqual(new Set(endpoint.ids()), new Set(ids))
  await until('the stream has all events', async () => new Set(await streamed(ids)).size === ids.length)
})

test('a host name that resolves to a private address at delivery time is refused (DNS rebinding)', async () => {
  const endpoint = await receiver()
  const { port } = new URL(endpoint.url)
  let address = '93.184.215.14'
  await relay({ allowPrivate: false, resolve: async () => [{ address, family: 4 }] })
  const { id } = await stage.webhook(`https://hooks.example.com:${port}/`)
  address = '127.0.0.1'
  await stage.emit('order.confirmed')
  await until('an attempt was made', async () => ((await stage.deliveries(id))[0]?.attempts ?? 0) > 0)
  assert.match((await stage.deliveries(id))[0]?.error ?? '', /not a host of the public internet/)
  assert.equal(endpoint.received.length, 0)
})

test('a literal private address is refused at every connection', async () => {
  const endpoint = await receiver(status(200))
  await relay({ allowPrivate: false })
  const { id } = await stage.webhook(endpoint.url.replace('http:', 'https:'))
  await stage.emit('order.confirmed')
  await until('an attempt was made', async () => ((await stage.deliveries(id))[0]?.attempts ?? 0) > 0)
  assert.match((await stage.deliveries(id))[0]?.error ?? '', /private network/)
})
