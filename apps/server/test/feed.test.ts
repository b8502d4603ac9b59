/** The live feed: backpressure, many readers, resuming, limits, drain and status changes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type CurrentSaleView, unpackStates } from '@hourglass/core/contract'
import { until } from '@hourglass/stack/testing'
import { drain } from '../src/drain.ts'
import { READERS_MAX } from '../src/limits.ts'
import { TICK_MS } from '../src/live/channel.ts'
import { createFeed } from '../src/live/feed.ts'
import { createServerStage, openFeed, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

async function buy(position: number): Promise<void> {
  const { body } = await stage.post(`/checkout?user_id=buyer ${position}&id=${stage.item(position)}`)
  assert.equal((await stage.post(`/purchase?code=${body.code}`)).status, 200)
}

/** A fake reader that records its frames. Tests set how much is buffered for it. */
function reader() {
  const closed: (() => void)[] = []
  const frames: string[] = []
  const response = {
    writableLength: 0,
    write: (bytes: string) => frames.push(/event: (\w+)/.exec(bytes)?.[1] ?? 'comment'),
    end: () => undefined,
    once: (_event: string, listener: () => void) => closed.push(listener),
    destroy: () => closed.map((listener) => listener()),
  }
  return { response, frames, leave: () => closed.map((listener) => listener()) }
}

test('a slow reader skips frames and gets a snapshot once it has caught up', async () => {
  const feed = createFeed(stage.ctx)
  const [slow, quick] = [reader(), reader()]
  await feed.add(stage.saleId, slow.response as never, undefined)
  await feed.add(stage.saleId, quick.response as never, undefined)
  slow.response.writableLength = 64 * 1_024 + 1
  await buy(0)
  await until('the fast reader has the frame', () => quick.frames.includes('delta'))
  assert.deepEqual(slow.frames, ['snapshot'])
  slow.response.writableLength = 0
  for (let position = 1; slow.frames.length < 3; position++) {
    const frames = quick.frames.length
    await buy(position)
    await until('the fast reader has the frame', () => quick.frames.length > frames)
  }
  assert.deepEqual(slow.frames.slice(0, 3), ['snapshot', 'snapshot', 'delta'])
  for (const each of [slow, quick]) each.leave()
  assert.equal(feed.readers, 0)
})

test('a reader that stays behind for 30 seconds is disconnected', async () => {
  let aheadMs = 0
  const feed = createFeed({ ...stage.ctx, clock: () => new Date(Date.now() + aheadMs) })
  const [gone, quick] = [reader(), reader()]
  await feed.add(stage.saleId, gone.response as never, undefined)
  await feed.add(stage.saleId, quick.response as never, undefined)
  gone.response.writableLength = 64 * 1_024 + 1
  const sendFrame = async (position: number) => {
    const frames = quick.frames.length
    await buy(position)
    await until('the fast reader has the frame', () => quick.frames.length > frames)
  }
  await sendFrame(8)
  assert.equal(feed.readers, 2)
  aheadMs = 31_000
  await sendFrame(9)
  assert.equal(feed.readers, 1)
  quick.leave()
})

test('a broadcast yields to the event loop, and a reader that joins during it gets no frame twice', async () => {
  const feed = createFeed(stage.ctx)
  const someone = (onWrite: () => void = () => undefined) => {
    const ids: number[] = []
    const write = (bytes: string) => {
      const [, epoch, seq] = /^id: (\d+):(\d+)\nevent: (?!tick)/.exec(bytes) ?? []
      if (seq) ids.push(Number(epoch) * 1e6 + Number(seq))
      onWrite()
    }
    return { ids, response: { ...reader().response, write } }
  }
  let written = 0
  let writtenAtYield: number | undefined
  const late = someone()
  const join = () => {
    if (writtenAtYield !== undefined) return
    writtenAtYield = written
    void feed.add(stage.saleId, late.response as never, undefined)
  }
  const many = Array.from({ length: 1_000 }, (_, i) =>
    someone(() => {
      if (++written > 1_000 && i === 0) setImmediate(join)
    }),
  )
  await Promise.all(many.map(({ response }) => feed.add(stage.saleId, response as never, undefined)))
  await buy(12)
  await until('all readers have the frame', () => written >= 2_000 && late.ids.length > 0)
  const before = late.ids.length
  await buy(13)
  const last = () => late.ids.at(-1)
  await until(
    'all readers have the next frame',
    () => late.ids.length > before && many.every(({ ids }) => ids.at(-1) === last()),
  )
  assert.ok(writtenAtYield && writtenAtYield < 2_000, `the broadcast yielded after ${writtenAtYield} frames`)
  for (const { ids } of [late, ...many])
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    )
  feed.close()
})

test('a tick says how many visitors watch the sale, on all servers', async () => {
  const readers = [openFeed(stage.origin, stage.saleId), openFeed(stage.origin, stage.saleId)] as const
  await stage.ctx.gate.watch(stage.saleId, { server: 'another', readers: 40, lastsMs: 60_000 })
  // A tick may still count readers of an earlier test, whose connections are being closed.
  for (let watching = 0; watching !== 42; ) {
    const { event, data } = await readers[0].next()
    if (event === 'tick') watching = data.watching ?? 0
  }
  for (const each of readers) each.close()
})

test('a reconnecting reader that has missed nothing gets a comment instead of a snapshot', async () => {
  const first = openFeed(stage.origin, stage.saleId)
  const { id } = await first.next()
  const back = openFeed(stage.origin, stage.saleId, id)
  assert.equal((await back.next()).event, 'comment')
  for (const each of [first, back]) each.close()
})

describe('a page that resumes the feed from its rendered state', () => {
  const current = async () => {
    const { body } = await stage.send('/trpc/sales.current', {})
    return body.result.data as CurrentSaleView
  }

  test('gets no snapshot', async () => {
    const { sale, states } = await current()
    assert.equal(sale.id, stage.saleId)
    const feed = openFeed(stage.origin, sale.id, undefined, states?.position)
    assert.deepEqual([(await feed.next()).event, (await feed.next()).event], ['comment', 'tick'])
    feed.close()
  })

  test('gets the changes since then', async () => {
    const watching = openFeed(stage.origin, stage.saleId)
    await watching.next()
    const { states } = await current()
    await buy(15)
    const change = await watching.next()
    assert.equal(change.event, 'delta')
    const feed = openFeed(stage.origin, stage.saleId, undefined, states?.position)
    const events: string[] = []
    const changed = new Set<number>()
    while (events.at(-1) !== 'tick') {
      const { event, data } = await feed.next()
      events.push(event)
      for (const position of data?.sold ?? []) changed.add(position)
    }
    assert.equal(events.includes('snapshot'), false)
    assert.ok(changed.has(15))
    for (const each of [watching, feed]) each.close()
  })

  test('gets a snapshot if its position is unknown; Last-Event-ID overrides the URL', async () => {
    const unknown = openFeed(stage.origin, stage.saleId, undefined, '1:999999')
    const { event, id } = await unknown.next()
    assert.equal(event, 'snapshot')
    const back = openFeed(stage.origin, stage.saleId, id, '1:999999')
    assert.equal((await back.next()).event, 'comment')
    for (const each of [unknown, back]) each.close()
  })

  test('is rendered from one call that equals the snapshot of the feed and three separate calls', async () => {
    const { sale, states, active, pace } = await current()
    const id = encodeURIComponent(JSON.stringify({ id: sale.id }))
    const data = async (path: string) => (await stage.send(path, {})).body.result.data
    const feed = openFeed(stage.origin, stage.saleId)
    const snapshot = await feed.next()
    feed.close()
    const rest = await Promise.all([
      data(`/trpc/sales.get?input=${id}`),
      data(`/trpc/sales.pace?input=${id}`),
      data('/trpc/sales.active'),
    ])
    assert.ok(states)
    const { status, ...shown } = snapshot.data
    assert.deepEqual([status, snapshot.id], [sale.status, states.position])
    assert.deepEqual({ ...states, position: '', server_time: '' }, { ...shown, position: '', server_time: '' })
    assert.deepEqual(unpackStates(states.states, states.items_count).length, sale.items_count)
    assert.deepEqual([sale, pace, active.sales], [rest[0], rest[1], rest[2].sales])
  })
})

test('a disconnected reader frees its place', async () => {
  const feed = openFeed(stage.origin, stage.saleId)
  await feed.next()
  const there = stage.app.feed.readers
  feed.close()
  await until('the reader is no longer counted', () => stage.app.feed.readers < there)
})

test('a reader beyond the limit is refused as busy', async () => {
  const { feed } = stage.app
  await until('there are no readers', () => feed.readers === 0)
  const many = Array.from({ length: READERS_MAX }, reader)
  await Promise.all(many.map(({ response }) => feed.add(stage.saleId, response as never, undefined)))
  try {
    const answer = await stage.get(`/v1/sales/${stage.saleId}/live`)
    assert.deepEqual([answer.status, answer.body.code], [503, 'busy'])
  } finally {
    for (const { leave } of many) leave()
  }
  assert.equal(feed.readers, 0)
})

test('a drain sends bye to every live reader and closes its stream at once', async () => {
  const leaving = await createServerStage()
  const socket = connect(leaving.port, '127.0.0.1')
  try {
    let text = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    socket.write(`GET /v1/sales/${leaving.saleId}/live HTTP/1.1\r\nhost: x\r\n\r\n`)
    await until('the reader is connected', () => text.includes('snapshot'))
    await Promise.all([drain(leaving.app, leaving.lifecycle), once(socket, 'close')])
    assert.match(text, /retry: \d+\nevent: bye/)
  } finally {
    socket.destroy()
    await leaving.stop()
  }
})

const items = [{ name: 'Lamp', stock: 5, price: 100 }]

for (const where of ['this server', 'another server'])
  test(`pausing, resuming and closing a sale at ${where} reaches current and reconnecting readers before the next regular tick`, async () => {
    const other = where === 'this server' ? stage : await createServerStage({ beside: stage })
    const { body: sale } = await stage.postJson('/v1/admin/sales', { name: 'Controlled', items })
    const feed = openFeed(stage.origin, sale.id)
    try {
      const snapshot = await feed.next()
      assert.deepEqual([snapshot.event, snapshot.data.status], ['snapshot', 'open'])
      for (const [verb, status] of [
        ['pause', 'paused'],
        ['resume', 'open'],
        ['close', 'closed'],
      ]) {
        assert.equal((await other.post(`/v1/admin/sales/${sale.id}/${verb}`)).status, 200)
        const answered = performance.now()
        const tick = await feed.next()
        assert.ok(performance.now() - answered < TICK_MS)
        assert.deepEqual([tick.event, tick.data.status, tick.data.units.available], ['tick', status, 5])
        const back = openFeed(stage.origin, sale.id, snapshot.id)
        assert.equal((await back.next()).data.status, status)
        back.close()
      }
    } finally {
      feed.close()
      if (other !== stage) await other.stop()
    }
  })

test('the scheduled start and end of a sale reach current and reconnecting readers', async () => {
  let aheadMs = 0
  const ahead = () => new Date(Date.now() + aheadMs)
  const at = (inMs: number) => new Date(Date.now() + inMs).toISOString()
  const timed = { name: 'Timed', starts_at: at(3_600_000), ends_at: at(7_200_000), items }
  const { body: sale } = await stage.postJson('/v1/admin/sales', timed)
  const feed = createFeed({ ...stage.ctx, clock: ahead })
  const statuses: (string | undefined)[] = []
  const someone = (kept: (string | undefined)[]) => ({
    ...reader().response,
    write: (bytes: string) => kept.push(/"status":"(\w+)"/.exec(bytes)?.[1]),
  })
  await feed.add(sale.id, someone(statuses) as never, undefined)
  aheadMs = 3_700_000
  await until('the sale is open', () => statuses.includes('open'))
  aheadMs = 7_300_000
  const late: (string | undefined)[] = []
  const { epoch, seq } = await stage.ctx.shelves.read((await stage.ctx.sales.get(sale.id)) as never)
  await feed.add(sale.id, someone(late) as never, `${epoch}:${seq}`)
  assert.deepEqual(late, ['closed'])
  await until('the sale is closed', () => statuses.includes('closed'))
  assert.deepEqual(statuses, ['scheduled', 'open', 'closed'])
  feed.close()
})
