/** What a reader of events may rely on: none is passed over, none comes before what caused it, one reads at a time. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { type Cursor, createCursor, LeaseLost } from '../src/reading/cursor.ts'
import { createRelayStage, type RelayStage } from './stage.ts'

const LEASE_MS = 60_000

let stage: RelayStage
let cursor: Cursor
before(async () => {
  stage = await createRelayStage()
})
after(() => stage.stop())
beforeEach(async () => {
  await stage.pool.query(`UPDATE relay_cursors SET leased_until = '-infinity'`)
  cursor = createCursor(stage.pool, 'stream', randomUUID(), LEASE_MS)
  await readAll(cursor)
})

/** Reads to the end, passing everything on. */
async function readAll(from: Cursor): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const { events, term } = await from.next()
    const last = events.at(-1)
    if (!last) return ids
    await from.advance(stage.pool, term, last.id)
    from.advanced(last.id)
    ids.push(...events.map(({ id }) => id))
  }
}

async function begun() {
  const client = await stage.pool.connect()
  await client.query('BEGIN; SELECT pg_current_xact_id()')
  const emit = () => stage.emit('order.confirmed', 1, client)
  const commit = async () => {
    await client.query('COMMIT')
    client.release()
  }
  return { emit, commit }
}

test('a transaction that commits late is not passed over', async () => {
  const early = await stage.emit('order.confirmed')
  const late = await begun()
  const first = await late.emit()
  const second = await stage.emit('order.confirmed')
  assert.deepEqual(await readAll(cursor), [early])
  await late.commit()
  assert.deepEqual(await readAll(cursor), [first, second])
})

test('an effect never comes before its cause, though its transaction is the older one', async () => {
  const older = await begun()
  const between = await begun()
  const cause = await stage.emit('order.confirmed')
  const effect = await older.emit()
  await older.commit()
  assert.deepEqual(await readAll(cursor), [], 'neither while a transaction between them is under way')
  await between.commit()
  assert.deepEqual(await readAll(cursor), [cause, effect])
})

test('a rolled back event leaves a gap in the ids, which holds up nobody', async () => {
  const client = await stage.pool.connect()
  await client.query('BEGIN')
  await stage.emit('order.confirmed', 1, client)
  await client.query('ROLLBACK')
  client.release()
  const next = await stage.emit('order.confirmed')
  assert.deepEqual(await readAll(cursor), [next])
})

test('more events than a batch holds come in the order of their ids', async () => {
  const ids = await stage.emitMany(1_200, 1)
  assert.deepEqual(await readAll(cursor), ids)
})

test('while one owns the cursor no other reads', async () => {
  await stage.emit('order.confirmed')
  const other = createCursor(stage.pool, 'stream', randomUUID(), LEASE_MS)
  assert.deepEqual((await other.next()).events, [])
  await cursor.close()
  assert.equal((await other.next()).events.length, 1)
})

test('an owner that was paused beyond its lease cannot move the cursor', async () => {
  const id = await stage.emit('order.confirmed')
  const { events, term } = await cursor.next()
  await stage.pool.query(`UPDATE relay_cursors SET leased_until = '-infinity'`)
  const next = createCursor(stage.pool, 'stream', randomUUID(), LEASE_MS)
  assert.deepEqual(await readAll(next), [id])
  assert.equal(events.length, 1)
  await assert.rejects(cursor.advance(stage.pool, term, id), LeaseLost)
})
