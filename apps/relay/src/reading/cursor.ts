import type { OutboxEvent } from '@hourglass/core/contract'
import type pg from 'pg'
import { advanceCursor, claimCursor, openWindow, readEvents, renewLease } from './cursor.sql.ts'

export type Consumer = 'stream' | 'webhooks'

/** Most events forwarded in one transaction. */
const EVENTS_BATCH_MAX = 500

interface Position {
  term: string
  window_from: string
  window_to: string
  after_id: string
  last_id: string
}

/** Another relay owns the cursor now: the current transaction must roll back. */
export class LeaseLost extends Error {}

/**
 * A consumer's position in the outbox. One owner at a time moves it, in the same transaction as the effects of the events:
 * {@link Cursor.advance}.
 */
export function createCursor(pool: pg.Pool, consumer: Consumer, owner: string, leaseMs: number) {
  let held: { position: Position; renewAt: number } | null = null

  /** Claims the cursor or renews its lease; null while another relay owns it. */
  async function claim(): Promise<Position | null> {
    if (held && performance.now() < held.renewAt) return held.position
    const renewAt = performance.now() + leaseMs / 3
    if (held) {
      const { rowCount } = await pool.query(renewLease.text, [consumer, owner, held.position.term, leaseMs])
      if (rowCount === 1) held.renewAt = renewAt
      else held = null
    } else {
      const { rows } = await pool.query<Position>(claimCursor.text, [consumer, owner, leaseMs])
      held = rows[0] ? { position: rows[0], renewAt } : null
    }
    return held?.position ?? null
  }

  async function read(position: Position): Promise<OutboxEvent[]> {
    if (BigInt(position.after_id) >= BigInt(position.last_id)) return []
    const { window_from, window_to, after_id, last_id } = position
    return (
      await pool.query<OutboxEvent>(readEvents.text, [window_from, window_to, after_id, last_id, EVENTS_BATCH_MAX])
    ).rows
  }

  return {
    /** The next events and the term they were read under. Empty when there are none or another relay owns the cursor. */
    async next(): Promise<{ events: OutboxEvent[]; term: string }> {
      const position = await claim()
      if (!position || !held) return { events: [], term: '' }
      const events = await read(position)
      if (events.length > 0) return { events, term: position.term }
      const { rows } = await pool.query<Position>(openWindow.text, [consumer, owner, position.term])
      if (!rows[0]) return { events: [], term: position.term }
      held.position = rows[0]
      return { events: await read(rows[0]), term: rows[0].term }
    },

    /** @throws LeaseLost */
    async advance(client: pg.Pool | pg.PoolClient, term: string, lastId: string): Promise<void> {
      const { rowCount } = await client.query(advanceCursor.text, [consumer, owner, term, lastId])
      if (rowCount !== 1) throw new LeaseLost(`another relay owns the cursor of ${consumer}`)
    },

    /** Call it after the transaction of the advance has committed. */
    advanced(lastId: string): void {
      if (held) held.position.after_id = lastId
    },

    /** Drops the cached position after an error. The next read claims a new term. */
    forget(): void {
      held = null
    },

    /** Releases the lease, so that another relay can take over at once. */
    async close(): Promise<void> {
      held = null
      await pool.query(`UPDATE relay_cursors SET leased_until = '-infinity' WHERE consumer = $1 AND owner = $2`, [
        consumer,
        owner,
      ])
    },
  }
}

export type Cursor = ReturnType<typeof createCursor>
