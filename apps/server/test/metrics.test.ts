/** Metrics: access, correctness, and bounded cardinality. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
import { newPartner } from './partner.ts'
import { createServerStage, openFeed, type ServerStage } from './stage.ts'

/** The samples of /metrics, as a map from `name{label="value"}` to the value. */
export async function samples(stage: ServerStage): Promise<Map<string, number>> {
  const { body, status } = await stage.get('/metrics')
  assert.equal(status, 200)
  return samplesOf(body)
}

function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const found = new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
  assert.equal(found.size, lines.length, 'a series occurs twice')
  return found
}

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

async function buy(user: string, ...positions: number[]) {
  const ids = positions.map((position) => `&id=${stage.item(position)}`).join('')
  const { body } = await stage.post(`/checkout?user_id=${user}${ids}`)
  return stage.post(`/purchase?code=${body.code}`)
}

test('requests are counted by route and outcome with their duration', async () => {
  const series = (outcome: string, result: string) =>
    `hourglass_http_request_duration_seconds_count{method="POST",route="/purchase",outcome="${outcome}",result="${result}"}`
  assert.equal((await buy('ann', 0)).status, 200)
  assert.equal((await stage.post('/purchase?code=forged')).status, 404)
  const found = await samples(stage)
  assert.equal(found.get(series('ok', 'ok')), 1)
  assert.equal(found.get(series('code_not_found', 'refused')), 1)
  const inTime = `hourglass_http_request_duration_seconds_bucket{le="10",${series('ok', 'ok').split('{')[1]}`
  assert.equal(found.get(inTime), 1)
})

test('gate calls, gate verdicts and ledger batches are counted', async () => {
  const earlier = await samples(stage)
  await buy('ben', 1)
  await buy('bob', 1)
  const now = await samples(stage)
  const rise = (name: string) => (now.get(name) ?? 0) - (earlier.get(name) ?? 0)
  assert.equal(rise('hourglass_gate_verdicts_total{call="take",verdict="taken"}'), 1)
  assert.equal(rise('hourglass_gate_verdicts_total{call="checkout",verdict="sold_out"}'), 1)
  assert.equal(rise('hourglass_gate_call_duration_seconds_count{call="take"}'), 1)
  assert.equal(rise('hourglass_ledger_takes_total{kind="purchase",verdict="taken"}'), 1)
  assert.equal(rise('hourglass_ledger_batch_rows_sum{batch="attempts"}'), 2)
  assert.equal(rise('hourglass_ledger_commit_duration_seconds_count{batch="takes"}'), 1)
  assert.equal(rise('hourglass_ledger_wait_seconds_count{batch="takes"}'), 1)
})

test('sold, held and free units of an open sale add up to its stock, and a closed sale has no series', async () => {
  const { body: sale } = await stage.postJson('/v1/admin/sales', {
    name: 'Watched',
    starts_at: new Date().toISOString(),
    items: [{ name: 'Lamp', price: 100, stock: 5 }],
  })
  const item = sale.first_item_id
  await stage.ctx.sales.refreshOpen()
  assert.equal((await stage.postJson('/v1/reservations', { user_id: 'cleo', item_id: item })).status, 201)
  const { body } = await stage.post(`/checkout?user_id=dora&id=${item}`)
  await stage.post(`/purchase?code=${body.code}`)
  await stage.watching.audit.refresh()
  const found = await samples(stage)
  const units = (state: string) => found.get(`hourglass_sale_units{sale="${sale.id}",state="${state}"}`)
  assert.deepEqual([units('sold'), units('held'), units('free')], [1, 1, 3])
  assert.equal(found.get(`hourglass_sale_stock_units{sale="${sale.id}"}`), 5)
  assert.equal(found.get(`hourglass_sale_oversold_units{sale="${sale.id}"}`), 0)
  assert.equal(found.get(`hourglass_sale_mismatched_units{sale="${sale.id}"}`), 0)

  assert.equal((await stage.post(`/v1/admin/sales/${sale.id}/close`)).status, 200)
  const names = [...(await samples(stage)).keys()]
  assert.deepEqual(
    names.filter((name) => name.includes(`sale="${sale.id}"`)),
    [],
  )
})

test('an inconsistent ledger is exported as an audit mismatch', async () => {
  const other = await createServerStage()
  const mismatch = async () => {
    await other.watching.audit.refresh()
    return (await samples(other)).get(`hourglass_sale_mismatched_units{sale="${other.saleId}"}`)
  }
  try {
    const { body } = await other.post(`/checkout?user_id=ann&id=${other.item(0)}`)
    await other.post(`/purchase?code=${body.code}`)
    await until('the sale balances', async () => (await mismatch()) === 0)
    await other.ctx.db.execute(`UPDATE items SET sold = 1 WHERE sale_id = ${other.saleId} AND id = ${other.item(3)}`)
    // The unit is missing in both the order lines and the buyers.
    await until('the mismatch is exported', async () => (await mismatch()) === 2)
  } finally {
    await other.stop()
  }
})

test('pending outbox events are counted, with the age of the oldest', async () => {
  const other = await createServerStage()
  try {
    await other.watching.audit.refresh()
    const found = await samples(other)
    // sale.scheduled and sale.opened.
    for (const consumer of ['stream', 'webhooks']) {
      assert.equal(found.get(`hourglass_outbox_events{consumer="${consumer}"}`), 2)
      assert.ok((found.get(`hourglass_outbox_oldest_seconds{consumer="${consumer}"}`) ?? 0) > 0)
    }
    assert.equal(found.get('hourglass_holds_overdue'), 0)
  } finally {
    await other.stop()
  }
})

test('live feed readers, frames and bytes are counted', async () => {
  const feed = openFeed(stage.origin, stage.saleId)
  await feed.next()
  const found = await samples(stage)
  assert.equal(found.get('hourglass_live_readers'), 1)
  assert.ok((found.get('hourglass_live_frames_total') ?? 0) >= 1)
  assert.ok((found.get('hourglass_live_bytes_total') ?? 0) > 100)
  feed.close()
  await until('the reader has left', async () => (await samples(stage)).get('hourglass_live_readers') === 0)
  const names = [...(await samples(stage)).keys()]
  assert.equal(
    names.some((name) => name.includes('/live"')),
    false,
    'streams are not timed',
  )
})

test('the time until the next sale and whether it exists are exported', async () => {
  const found = await samples(stage)
  const untilNext = found.get('hourglass_next_sale_seconds') ?? 0
  assert.ok(untilNext > 0 && untilNext <= 3_600, String(untilNext))
  assert.equal(found.get('hourglass_next_sale_prepared'), 0)
})

test('job runs, failures and the time since the last success are exported', async () => {
  const { jobs } = stage.watching
  await jobs.watched('well', async () => 1)()
  await assert.rejects(jobs.watched('ill', () => Promise.reject(new Error('no')))())
  const found = await samples(stage)
  assert.equal(found.get('hourglass_job_duration_seconds_count{task="well"}'), 1)
  assert.equal(found.get('hourglass_job_failures_total{task="ill"}'), 1)
  assert.equal(found.get('hourglass_job_duration_seconds_count{task="ill"}'), 0)
  assert.ok((found.get('hourglass_job_last_done_seconds{task="ill"}') ?? 0) > 0)
})

test('`hourglass_gate_up` is 0 while Redis is down, and metrics can still be read', async () => {
  const other = await createServerStage()
  try {
    assert.equal((await samples(other)).get('hourglass_gate_up'), 1)
    await other.stores.redis.kill()
    await until('the gauge falls', async () => (await samples(other)).get('hourglass_gate_up') === 0)
  } finally {
    await other.stop()
  }
})

test('clients cannot create series, whatever they send', async () => {
  const ask = async (n: number) => {
    await stage.get(`/nowhere/${n}`)
    await stage.get(`/v1/items/9${n}`)
    await stage.get(`/v1/sales/${n}9?x=${n}`)
    await stage.post(`/purchase?code=${n}`)
    await stage.post(`/checkout?user_id=u${n}&id=99${n}`)
    await stage.send(`/livez?${n}`, { method: n % 2 ? 'PATCH' : 'DELETE' })
  }
  await ask(1)
  await ask(2)
  const earlier = [...(await samples(stage)).keys()]
  for (let n = 3; n < 20; n++) await ask(n)
  const now = [...(await samples(stage)).keys()]
  assert.deepEqual(
    now.filter((name) => !earlier.includes(name)),
    [],
  )
})

describe('on a public address', () => {
  test('metrics need the admin scope', async () => {
    const wide = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage })
    try {
      assert.equal((await wide.get('/metrics')).body.code, 'key_required')
      const partner = await newPartner(stage, 'acme', ['buy', 'read'], wide)
      assert.equal((await partner.get('/metrics')).body.code, 'scope_missing')
      const operator = await newPartner(stage, 'operator', ['admin'], wide)
      assert.equal((await operator.get('/metrics')).status, 200)
    } finally {
      await wide.stop()
    }
  })
})
