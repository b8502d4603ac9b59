/** The waiting room of a sale, over REST and tRPC. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeFrame, feedPath } from '@hourglass/core/contract'
import { until } from '@hourglass/stack/testing'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { newPartner } from './partner.ts'
import { shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'
import { admitAll, inAnHour, join, passFor, proofFor, queueSale } from './waiting-room.ts'

let stage: ServerStage
/** Listens on all addresses, so that rate limits count. */
let wide: ServerStage
before(async () => {
  stage = await createServerStage()
  wide = await createServerStage({
    env: {
      HOST: '0.0.0.0',
      TRUSTED_PROXIES: '127.0.0.1',
      TRUST_USER_ID: 'yes',
      TRUSTED_HOSTS: '127.0.0.1',
      RATE_LIMIT_JOINS: '8/10h',
    },
    beside: stage,
  })
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

test('active sales can be narrowed to those with, or without, a waiting room', async () => {
  const { id } = await queueSale(stage)
  const scheduled = await queueSale(stage, { starts_at: inAnHour() })
  const read = async (door: string) => {
    const { body } = await stage.get(`/v1/sales/active?door=${door}`)
    return { ids: body.sales.map((sale: { id: number }) => sale.id), next: body.next?.id ?? null }
  }
  const [open, queued] = [await read('open'), await read('queue')]
  assert.deepEqual(open, { ids: [stage.saleId], next: null })
  assert.deepEqual(queued, { ids: [id], next: scheduled.id })
  const { status, body } = await stage.get('/v1/sales/active?door=ajar')
  assert.deepEqual([status, body.errors[0].pointer], [400, '#/door'])
})

test('a partner’s buyer joins, waits, is admitted and buys', async () => {
  const partner = await newPartner(stage, 'queuer')
  const { id, item } = await queueSale(stage, { starts_at: inAnHour() })
  const { body: asked } = await partner.get(`/v1/sales/${id}/queue/challenge?user_id=ann`)
  const solution = await solveChallenge({ challenge: asked.challenge, deriveKey })
  const proof = { challenge: asked.challenge, solution }
  const joined = await partner.post(`/v1/sales/${id}/queue`, { user_id: 'ann', proof })
  assert.equal(joined.status, 201)
  const place = joined.headers.get('location') ?? ''
  assert.equal(place, `/v1/sales/${id}/queue/${joined.body.ticket}`)
  assert.deepEqual([joined.body.user_id, joined.body.state, joined.body.seq], ['ann', 'joined', 1])
  assert.ok(joined.body.poll_after_ms > 0)

  const again = await partner.post(`/v1/sales/${id}/queue`, { user_id: 'ann' })
  assert.deepEqual([again.status, again.body.ticket], [200, joined.body.ticket])

  const started = await queueSale(stage)
  const ticket = (await join(stage, started.id, 'ann', { authorization: `Bearer ${partner.key}` })).body.ticket
  await admitAll(stage, started.id)
  const { body: admitted } = await partner.get(`/v1/sales/${started.id}/queue/${ticket}`)
  assert.equal(admitted.state, 'admitted')
  const headers = { 'hourglass-pass': admitted.pass }
  const checkout = await partner.post(`/checkout?user_id=ann&id=${started.item}`, undefined, headers)
  assert.equal(checkout.status, 200)
  const bought = await partner.post(`/purchase?code=${checkout.body.code}`, undefined, headers)
  assert.equal(bought.status, 200)
  assert.equal(item > 0, true)
})

test('a pass is bound to the key that read it: another partner cannot use it', async () => {
  const [one, two] = [await newPartner(stage, 'pass-one'), await newPartner(stage, 'pass-two')]
  const { id, item } = await queueSale(stage)
  const { body } = await join(stage, id, 'ann', { authorization: `Bearer ${one.key}` })
  await admitAll(stage, id)
  assert.equal((await two.get(`/v1/sales/${id}/queue/${body.ticket}`)).body.code, 'ticket_not_found')
  const { pass } = (await one.get(`/v1/sales/${id}/queue/${body.ticket}`)).body
  const headers = { 'hourglass-pass': pass }
  const checkout = `/checkout?user_id=ann&id=${item}`
  assert.equal((await two.post(checkout, undefined, headers)).body.code, 'pass_invalid')
  assert.equal((await one.post(checkout, undefined, headers)).status, 200)
})

describe('without a valid pass', () => {
  const ways = (
    item: number,
  ): [string, (headers: Record<string, string>) => Promise<{ body: { code?: string } }>][] => [
    ['checkout', (headers) => stage.send(`/checkout?user_id=ann&id=${item}`, { method: 'POST', headers })],
    ['hold', (headers) => stage.postJson('/v1/reservations', { user_id: 'ann', item_id: item }, headers)],
    ['order', (headers) => stage.postJson('/v1/orders', { user_id: 'ann', items: [{ id: item }] }, headers)],
  ]

  test('nothing can be bought, by any way, and each fault is named', async () => {
    const [sale, other] = [await queueSale(stage), await queueSale(stage)]
    const pass = await passFor(stage, sale.id, 'ann')
    const foreign = await passFor(stage, sale.id, 'bob')
    const elsewhere = await passFor(stage, other.id, 'ann')
    for (const [name, way] of ways(sale.item)) {
      const codeFor = async (given: string) => (await way({ 'hourglass-pass': given })).body.code
      assert.equal((await way({})).body.code, 'pass_required', name)
      for (const bad of [foreign, elsewhere, `${pass}x`, pass.slice(1), '%00', 'x'.repeat(3_000)])
        assert.equal(await codeFor(bad), 'pass_invalid', name)
    }
    const { body } = await stage.send(`/checkout?user_id=ann&id=${sale.item}`, {
      method: 'POST',
      headers: { 'hourglass-pass': pass },
    })
    assert.equal((await stage.post(`/purchase?code=${body.code}`)).body.code, 'pass_required')
    const own = { method: 'POST', headers: { 'hourglass-pass': pass } }
    assert.equal((await stage.send(`/purchase?code=${body.code}`, own)).status, 200)
  })

  test('the refused checkout is recorded as an attempt', async () => {
    const { id, item } = await queueSale(stage)
    await stage.post(`/checkout?user_id=recorded&id=${item}`)
    const { rows } = await stage.ctx.db.execute(`SELECT outcome FROM attempts WHERE sale_id = ${id}`)
    assert.deepEqual(rows, [{ outcome: 'pass_required' }])
  })
})

test('a sale with an open door ignores a pass', async () => {
  const headers = { 'hourglass-pass': 'anything' }
  const { status } = await stage.send(`/checkout?user_id=free&id=${stage.item(0)}`, { method: 'POST', headers })
  assert.equal(status, 200)
})

describe('bad input is named', () => {
  let id: number
  before(async () => {
    id = (await queueSale(stage)).id
  })
  const pointersOf = async (path: string, body: unknown): Promise<string[]> => {
    const answer = await stage.postJson(path, body)
    assert.equal(answer.status, 400, JSON.stringify(answer.body))
    return answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)
  }

  test('when joining', async () => {
    const proof = (await proofFor(stage, id, 'ann')) as { challenge: { parameters: object }; solution: object }
    const path = `/v1/sales/${id}/queue`
    const { challenge, solution } = proof
    const cases: [unknown, string][] = [
      [{}, '#/user_id'],
      [{ user_id: '' }, '#/user_id'],
      [{ user_id: 'ann', proof: 'x' }, '#/proof'],
      [{ user_id: 'ann', proof: [] }, '#/proof'],
      [{ user_id: 'ann', proof: null }, '#/proof'],
      [{ user_id: 'ann', proof: {} }, '#/proof/challenge'],
      [{ user_id: 'ann', proof: { challenge } }, '#/proof/solution'],
      [{ user_id: 'ann', proof: { ...proof, more: 1 } }, '#/proof/more'],
      [{ user_id: 'ann', proof: { challenge, solution: { ...solution, counter: -1 } } }, '#/proof/solution/counter'],
      [{ user_id: 'ann', proof: { challenge, solution: { ...solution, counter: 1e300 } } }, '#/proof/solution/counter'],
      [
        {
          user_id: 'ann',
          proof: {
            solution,
            challenge: { ...challenge, parameters: { ...challenge.parameters, algorithm: 'SCRYPT' } },
          },
        },
        '#/proof/challenge/parameters/algorithm',
      ],
      [
        {
          user_id: 'ann',
          proof: { solution, challenge: { ...challenge, parameters: { ...challenge.parameters, memoryCost: 1 } } },
        },
        '#/proof/challenge/parameters/memoryCost',
      ],
      [{ user_id: 'ann', ticket: 'mine' }, '#/ticket'],
    ]
    for (const [body, pointer] of cases)
      assert.ok((await pointersOf(path, body)).includes(pointer), `${JSON.stringify(body)} names ${pointer}`)
  })

  test('when changing the queue', async () => {
    const path = `/v1/admin/sales/${id}/queue`
    for (const [body, pointer] of [
      [{ rate_per_minute: 0 }, '#/rate_per_minute'],
      [{ rate_per_minute: 1.5 }, '#/rate_per_minute'],
      [{ rate_per_minute: 1e9 }, '#/rate_per_minute'],
      [{ paused: 'yes' }, '#/paused'],
      [{ admit_all: false }, '#/admit_all'],
      [{ door: 'queue' }, '#/door'],
      [{ speed: 1 }, '#/speed'],
    ] as const)
      assert.deepEqual(await pointersOf(path, body), [pointer])
  })

  test('when reading a ticket or the log', async () => {
    const cases: [string, string][] = [
      [`/v1/sales/${id}/queue/no-ticket`, '#/ticket'],
      [`/v1/sales/${id}/queue/log?limit=10001`, '#/limit'],
      [`/v1/sales/${id}/queue/log?cursor=0`, '#/cursor'],
      [`/v1/sales/${id}/queue/challenge`, '#/user_id'],
    ]
    for (const [path, pointer] of cases) {
      const { status, body } = await stage.get(path)
      assert.deepEqual([status, body.errors[0].pointer], [400, pointer], path)
    }
  })
})

describe('an operator', () => {
  test('steers a waiting room, and the audit log has it', async () => {
    const { id } = await queueSale(stage)
    for (const user of ['a', 'b', 'c']) await join(stage, id, user)
    await stage.ctx.ledger.advanceQueues(1)
    const path = `/v1/admin/sales/${id}/queue`
    const changed = await stage.postJson(path, { rate_per_minute: 30, paused: true })
    assert.deepEqual(
      [changed.body.rate_per_minute, changed.body.state, changed.body.waiting, changed.body.estimated_wait_ms],
      [30, 'paused', 3, null],
    )
    assert.equal((await stage.postJson(path, { paused: false, admit_all: true })).body.waiting, 0)
    assert.equal((await stage.postJson(path, { door: 'open' })).body.state, 'open')
    const { body } = await stage.get('/v1/admin/actions')
    assert.deepEqual(
      body.actions.slice(0, 3).map(({ action, subject }: { action: string; subject: string }) => [action, subject]),
      Array.from({ length: 3 }, () => ['sale.change_queue', String(id)]),
    )
  })

  test('cannot change the waiting room of a sale that has none, or is over', async () => {
    const path = (id: number) => `/v1/admin/sales/${id}/queue`
    assert.equal((await stage.postJson(path(stage.saleId), { paused: true })).body.code, 'queue_not_found')
    assert.equal((await stage.postJson(path(4_711), { paused: true })).body.code, 'sale_not_found')
    const { id } = await queueSale(stage)
    await stage.post(`/v1/admin/sales/${id}/close`)
    assert.equal((await stage.postJson(path(id), { paused: true })).body.code, 'sale_closed')
  })
})

describe('a browser', () => {
  test('joins as the guest that it is, finds its place again and buys with the pass', async () => {
    const { id, item } = await queueSale(stage)
    const shopper = shopperAt(stage.origin)
    const { client } = shopper
    assert.equal(await client.queue.place.query({ id }), null)
    assert.equal(shopper.cookie(), '', 'reading makes no guest')
    const { challenge } = await client.queue.challenge.mutate({ id })
    assert.ok(challenge)
    const solution = await solveChallenge({ challenge, deriveKey })
    assert.ok(solution)
    const { place } = await client.queue.join.mutate({ id, proof: { challenge, solution } })
    assert.equal((await client.queue.place.query({ id }))?.ticket, place.ticket)
    await admitAll(stage, id)
    const pass = (await client.queue.place.query({ id }))?.pass
    assert.ok(pass)
    const checkout = async (headers: Record<string, string>) => {
      const answer = await stage.postJson('/trpc/checkout', { id: [item] }, { cookie: shopper.cookie(), ...headers })
      return answer.body.error?.data.problem.code ?? 'ok'
    }
    assert.equal(await checkout({}), 'pass_required')
    assert.equal(await checkout({ 'hourglass-pass': pass }), 'ok')
  })

  test('gets the waiting room in its live feed, and each change of it', async () => {
    const { id } = await queueSale(stage)
    const frames: { admitted_up_to: number; joined: number }[] = []
    const controller = new AbortController()
    const response = await fetch(stage.origin + feedPath(id), { signal: controller.signal })
    const reading = (async () => {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
        for (const [, data = ''] of chunk.matchAll(/event: queue\ndata: (.*)\n/g))
          frames.push(decodeFrame('queue', data))
    })().catch(() => undefined)
    await until('the first frame arrives', () => frames.length === 1)
    await join(stage, id, 'watched')
    await admitAll(stage, id)
    await until('the admission arrives', () => frames.at(-1)?.admitted_up_to === 1)
    controller.abort()
    await reading
    assert.equal(frames[0]?.joined, 0)
  })

  test('learns from its live feed that the door was opened before the feed was', async () => {
    const { id } = await queueSale(stage)
    assert.equal((await stage.postJson(`/v1/admin/sales/${id}/queue`, { door: 'open' })).status, 200)
    const controller = new AbortController()
    const response = await fetch(stage.origin + feedPath(id), { signal: controller.signal })
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      if (/event: queue\ndata: .*\n/.test(text)) break
    }
    controller.abort()
    const [, data = ''] = /event: queue\ndata: (.*)\n/.exec(text) ?? []
    assert.equal(decodeFrame('queue', data).state, 'open')
  })
})

test('joins of one address are limited, more strictly while Redis is away', async () => {
  const { id } = await queueSale(stage)
  const attempt = async (address: string) => {
    const body = JSON.stringify({ user_id: 'bot' })
    const headers = { 'x-forwarded-for': address, 'content-type': 'application/json', host: '127.0.0.1' }
    return (await wide.send(`/v1/sales/${id}/queue`, { method: 'POST', headers, body })).body.code
  }
  const allowed = async (address: string) => {
    let count = 0
    while (count < 50 && (await attempt(address)) !== 'rate_limited') count++
    return count
  }
  assert.equal(await allowed('192.0.2.1'), 8)
  const { gate } = wide.ctx
  Object.defineProperty(gate, 'up', { value: false, configurable: true })
  try {
    assert.equal(await allowed('192.0.2.2'), 2)
  } finally {
    Reflect.deleteProperty(gate, 'up')
  }
})
