/** Load shedding, origin checks, batch limits, startup and drain. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BUYING_REQUESTS_MAX } from '../src/limits.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

test('buying requests beyond the limit are refused as busy, and those in flight are answered', async () => {
  const { ledger } = stage.ctx
  const { recordAttempt } = ledger
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<true>()
  let inFlight = 0
  ledger.recordAttempt = () => {
    if (++inFlight === BUYING_REQUESTS_MAX) arrived.resolve()
    return released.promise
  }
  const ask = () => stage.app.server.inject({ method: 'POST', url: `/checkout?user_id=ann&id=${stage.item(0)}` })
  try {
    const all = Array.from({ length: BUYING_REQUESTS_MAX }, ask)
    await arrived.promise
    const refused = await ask()
    assert.deepEqual([refused.statusCode, refused.json().code], [503, 'busy'])
    released.resolve(true)
    for (const { statusCode } of await Promise.all(all)) assert.equal(statusCode, 200)
    assert.equal((await ask()).statusCode, 200)
  } finally {
    ledger.recordAttempt = recordAttempt
  }
})

test('requests from the storefront and our own origin pass; null and unlisted origins are refused', async () => {
  const status = async (origin: string) =>
    (await stage.send('/purchase?code=x', { method: 'POST', headers: { origin } })).body.code
  assert.equal(await status('http://localhost:3000'), 'code_not_found')
  assert.equal(await status(stage.origin), 'code_not_found')
  for (const origin of ['null', 'http://localhost:3001', `${stage.origin}.evil.example`])
    assert.equal(await status(origin), 'origin_not_allowed', origin)
})

test('a tRPC batch has at most ten calls', async () => {
  const batch = (calls: number) => {
    const numbered = Array.from({ length: calls }, (_, i) => [i, { id: stage.item(1) }])
    const path = numbered.map(() => 'checkout').join()
    const headers = { 'content-type': 'application/json' }
    return stage.send(`/trpc/${path}?batch=1`, {
      method: 'POST',
      headers,
      body: JSON.stringify(Object.fromEntries(numbered)),
    })
  }
  assert.equal((await batch(10)).status, 200)
  assert.equal((await batch(11)).status, 400)
})

test('until the ledger is loaded, requests that need it get 503 with Retry-After', async () => {
  stage.lifecycle.ready = false
  try {
    for (const path of ['/v1/sales', '/v1/items/1', '/trpc/sales.active']) {
      const answer = await stage.get(path)
      assert.deepEqual([answer.status, answer.body.code, answer.headers.get('retry-after')], [503, 'starting', '1'])
    }
    assert.equal((await stage.get('/readyz')).status, 503)
    assert.equal((await stage.get('/livez')).status, 200)
  } finally {
    stage.lifecycle.ready = true
  }
})

test('a draining server answers with Connection: close and is not ready', async () => {
  stage.lifecycle.draining = true
  try {
    assert.equal((await stage.get('/livez')).headers.get('connection'), 'close')
    assert.equal((await stage.get('/readyz')).status, 503)
  } finally {
    stage.lifecycle.draining = false
  }
})

test('on a public address buying requires a key', async () => {
  const wide = await createServerStage({ env: { HOST: '0.0.0.0' } })
  try {
    for (const path of [`/checkout?user_id=ann&id=${wide.item(0)}`, '/purchase?code=x']) {
      const answer = await wide.post(path)
      assert.deepEqual([answer.status, answer.body.code], [401, 'key_required'], path)
    }
  } finally {
    await wide.stop()
  }
})
