/** Reading the outbox: no event is skipped, no effect precedes its cause, and one relay reads at a time. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { until } from '@hourglass/stack/testing'
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
  await stage.pool.query('DELETE FROM outbox_events')
  cursor = createCursor(stage.pool, 'stream', randomUUID(), LEASE_MS)
})

/** Reads and acknowledges all events. */
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

/**
 * Reads until the given events have arrived. They may take a moment: a cursor waits for every older transaction of the PostgreSQL, and
 * other suites use the same one.
 */
async function assertReads(from: Cursor, expected: string[]): Promise<void> {
  const ids: string[] = []
  await until('the events are read', async () => ids.push(...(await readAll(from))) >= expected.length)
  assert.deepEqual(ids, expected)
}

async function beginTransaction() {
  const client = await stage.pool.connect()
  await client.query('BEGIN; SELECT pg_current_xact_id()')
  const emit = () => stage.emit('order.confirmed', 1, client)
  const commit = async () => {
    await client.query('COMMIT')
    client.release()
  }
  return { emit, commit }
}

test('an event of a transaction that commits late is not skipped', async () => {
  const early = await stage.emit('order.confirmed')
  const late = await beginTransaction()
  const first = await late.emit()
  const second = await stage.emit('order.confirmed')
  await assertReads(cursor, [early])
  assert.deepEqual(await readAll(cursor), [], 'nothing after the open transaction is read')
  await late.commit()
  await assertReads(cursor, [first, second])
})

test('an effect never precedes its cause, even if its transaction began earlier', async () => {
  const older = await beginTransaction()
  const between = await beginTransaction()
  const cause = await stage.emit('order.confirmed')
  const effect = await older.emit()
  await older.commit()
  assert.deepEqual(await readAll(cursor), [], 'neither is read while a transaction between them is open')
  await between.commit()
  await assertReads(cursor, [cause, effect])
})

test('an id gap from a rolled back event does not block reading', async () => {
  const client = await stage.pool.connect()
  await client.query('BEGIN')
  await stage.emit('order.confirmed', 1, client)
  await client.query('ROLLBACK')
  client.release()
  const next = await stage.emit('order.confirmed')
  await assertReads(cursor, [next])
})

test('more events than one batch are read in id order', async () => {
  const ids = await stage.emitMany(1_200, 1)
  await assertReads(cursor, ids)
})

test('only the owner of the cursor can read', async () => {
  await cursor.next()
  await stage.emit('order.confirmed')
  const other = createCursor(stage.pool, 'stream', randomUUID(), LEASE_MS)
  assert.deepEqual((await other.next()).events, [])
  await cursor.close()
  await until('the other reads', async () => (await other.next()).events.length === 1)
})

test('an owner whose lease has expired cannot advance the cursor', async () => {
  const id = await stage.emit('order.confirmed')
  let batch = await cursor.next()
  await until('the event is read', async () => {
    batch = await cursor.next()
    return batch.events.length === 1
  })
  await stage.pool.query(`UPDATE relay_cursors SET leased_until = '-infinity'`)
  const next = createCursor(stage.pool, 'stream', randomUUID(), LEASE_MS)
  await assertReads(next, [id])
  await assert.rejects(cursor.advance(stage.pool, batch.term, id), LeaseLost)
})
