import { type Draw, drawKeyOf } from '../../catalog/index.ts'
import type { Ledger, PassUse, SaleRow, StoredQueue } from '../../ledger/index.ts'

/** Maximum age of a cached waiting room. Its pointer moves once a second. */
const QUEUE_MAX_AGE_MS = 500
/** Most waiting rooms in memory. */
const QUEUES_MAX = 64
/** Most uses of passes that a server remembers having recorded. */
const USES_MAX = 100_000
/** The join rate is measured over about this long. */
const JOIN_RATE_MS = 10_000

/** A waiting room as a server knows it. */
export interface Queue extends StoredQueue {
  /** Joins per second on all servers, lately. */
  joinsPerSecond: number
}

/** A server's cache of waiting rooms. Each is read at most twice a second, regardless of load. */
export interface Queues {
  /** null: the sale has never had a waiting room. @throws LedgerUnavailable @throws Busy */
  read(saleId: number): Promise<Queue | null>
  /** The same, from the ledger: after a change that was just made. */
  refresh(saleId: number): Promise<Queue | null>
  /** PostgreSQL's clock, in ms since 1970, as far as this server knows it; undefined before the first read. */
  now(): number | undefined
  /** Records the use of a pass, once; the capacity of unused ones is given to others when they expire. Does not wait: a lost record only lets one more buyer in. */
  recordUse(use: PassUse): void
}

export function createQueues(ledger: Pick<Ledger, 'readQueue' | 'usePass'>): Queues {
  const latest = new Map<number, { at: number; queue: Queue | null }>()
  const reading = new Map<number, Promise<Queue | null>>()
  const recorded = new Set<string>()
  let clock: { at: number; now: number } | undefined

  async function readNow(saleId: number): Promise<Queue | null> {
    const stored = await ledger.readQueue(saleId)
    const at = performance.now()
    const before = latest.get(saleId)
    const queue = stored && { ...stored, joinsPerSecond: joinRate(before, stored, at) }
    if (stored) clock = { at, now: stored.now }
    latest.delete(saleId)
    latest.set(saleId, { at, queue })
    for (const id of latest.keys().take(Math.max(0, latest.size - QUEUES_MAX))) latest.delete(id)
    return queue
  }

  function refresh(saleId: number): Promise<Queue | null> {
    const pending = reading.get(saleId) ?? readNow(saleId).finally(() => reading.delete(saleId))
    reading.set(saleId, pending)
    return pending
  }

  return {
    async read(saleId) {
      const known = latest.get(saleId)
      if (known && performance.now() - known.at < QUEUE_MAX_AGE_MS) return known.queue
      return refresh(saleId)
    },
    async refresh(saleId) {
      // A read that is under way may have begun before the change.
      await reading.get(saleId)?.catch(() => undefined)
      return refresh(saleId)
    },
    now: () => clock && clock.now + performance.now() - clock.at,
    recordUse({ saleId, seq, position }) {
      const key = `${saleId} ${seq}`
      if (recorded.has(key)) return
      recorded.add(key)
      for (const old of recorded.values().take(Math.max(0, recorded.size - USES_MAX))) recorded.delete(old)
      ledger.usePass({ saleId, seq, position }).catch(() => recorded.delete(key))
    },
  }
}

/** An exponential moving average of the joins per second. */
function joinRate(
  before: { at: number; queue: Queue | null } | undefined,
  { joined }: StoredQueue,
  at: number,
): number {
  if (!before?.queue) return 0
  const seconds = (at - before.at) / 1_000
  const weight = 1 - Math.exp((-seconds * 1_000) / JOIN_RATE_MS)
  const now = (joined - before.queue.joined) / seconds
  return before.queue.joinsPerSecond * (1 - weight) + now * weight
}

/** The draw of a waiting room; null before it. */
export const drawOf = (sale: SaleRow, queue: Pick<StoredQueue, 'drawn' | 'digest'>): Draw | null =>
  queue.drawn === null || !sale.secret ? null : { key: drawKeyOf(sale.secret, queue.digest), size: queue.drawn }
