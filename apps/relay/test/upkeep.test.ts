/** Upkeep: tables stay bounded, and rows that are still needed are kept. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { createJobs, type Jobs } from '../src/jobs/jobs.ts'
import { unmeasured } from '../src/measures.ts'
import { tidy } from '../src/upkeep/tidy.ts'
import { startReceiver } from './receiver.ts'
import { createRelayStage, pending, quick, type RelayStage } from './stage.ts'

const DAY_MS = 24 * 3_600_000
const log = { info() {}, warn() {}, error() {} }

let stage: RelayStage
let jobs: Jobs
before(async () => {
  stage = await createRelayStage()
  jobs = createJobs(stage.pool, quick, log)
  await jobs.start()
})
after(async () => {
  await jobs.stop()
  await stage.stop()
})

const age = (ids: string[]) =>
  stage.pool.query(`UPDATE outbox_events SET at = now() - interval '8 days' WHERE id = ANY ($1)`, [ids])
const kept = async (id: string) =>
  (await stage.pool.query('SELECT FROM outbox_events WHERE id = $1', [id])).rowCount === 1

test('old events are pruned once every consumer has forwarded them', async () => {
  const old = await stage.emit('order.confirmed')
  await age([old])
  await tidy(stage.pool, jobs, { log, measures: unmeasured }, new Date())
  assert.ok(await kept(old), 'no consumer has read it')

  const endpoint = await startReceiver()
  const { id } = await stage.webhook(endpoint.url)
  const relay = await stage.relay()
  const forwarded = async (events: number) =>
    new Set((await stage.stream()).map((event) => event.id)).size === events &&
    (await stage.deliveries(id)).length === events &&
    (await pending(stage, id)) === 0
  await until('it is forwarded', () => forwarded(1))
  const second = await stage.emit('order.confirmed')
  await until('the cursors have advanced', () => forwarded(2))
  await tidy(stage.pool, jobs, { log, measures: unmeasured }, new Date())
  assert.ok(!(await kept(old)))
  assert.ok(await kept(second))
  await tidy(stage.pool, jobs, { log, measures: unmeasured }, new Date(Date.now() + 8 * DAY_MS))
  assert.deepEqual(await stage.deliveries(id), [], 'the delivery log is pruned by age')
  await relay.stop()
  await endpoint.stop()
})

test('a webhook with too large a backlog is disabled and its deliveries fail', async () => {
  const { id } = await stage.webhook('http://127.0.0.1:9/')
  await stage.pool.query(
    `INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type)
     SELECT gen_random_uuid(), $1, n, 'x' FROM generate_series(1, 4) AS n`,
    [id],
  )
  await tidy(stage.pool, jobs, { log, measures: unmeasured }, new Date(), 4)
  assert.equal(await pending(stage, id), 4)
  await tidy(stage.pool, jobs, { log, measures: unmeasured }, new Date(), 3)
  assert.equal(await pending(stage, id), 0)
  const { rows } = await stage.pool.query('SELECT disabled_reason FROM webhooks WHERE id = $1', [id])
  assert.equal(rows[0].disabled_reason, 'backlog')
})

test('deliveries and queue of a deleted webhook are removed', async () => {
  const { id } = await stage.webhook('http://127.0.0.1:9/')
  await jobs.ensureQueues([id])
  await stage.pool.query(
    `INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type) VALUES (gen_random_uuid(), $1, 1, 'x')`,
    [id],
  )
  await stage.pool.query('DELETE FROM webhooks WHERE id = $1', [id])
  await tidy(stage.pool, jobs, { log, measures: unmeasured }, new Date())
  assert.deepEqual(await stage.deliveries(id), [])
  assert.ok(!(await jobs.queues()).includes(id))
})
