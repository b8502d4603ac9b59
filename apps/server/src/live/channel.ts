import type { ServerResponse } from 'node:http'
import { FEED_BYE, feedId } from '@hourglass/core/contract'
import { type Context, queueView, type Sale, type Shelf, saleStatus } from '@hourglass/core/operations'
import { createAudience, type FeedCounts } from './audience.ts'
import { deltaFrame, queueFrame, snapshotFrame, tickFrame } from './frames.ts'

/** Polling interval of the shelf: readers see a change within a quarter of a second. */
const POLL_MS = 150
/** Shortest pause between the last write of a broadcast and the next poll, whatever the number of readers. */
const PAUSE_MS_MIN = 50
export const TICK_MS = 10_000
/** A server that reports no readers for this long has none. */
const REPORT_MS = 3 * TICK_MS
const COMMENT_MS = 15_000
/** Shortest time between two frames of a waiting room. With more readers than this it is one millisecond per reader, so that a large crowd costs no more. */
const QUEUE_MS_MIN = 1_000
/** Steps kept for readers that reconnect, and for pages that resume from the state they were rendered with. */
const RING_FRAMES = 256

/** The frame that follows position `from`; empty when the gate's seq advanced without a change of an item. */
interface Step {
  from: string
  bytes: string
}

const COMMENT = ': keep-alive\n\n'

/** The last state broadcast to readers. */
interface State {
  sale: Sale
  shelf: Shelf
}

export interface Channel {
  /** `counted`: whether the reader counts as a visitor. */
  add(response: ServerResponse, lastEventId: string | undefined, counted: boolean): Promise<void>
  remove(response: ServerResponse): void
  readonly readers: number
  close(): void
}

/** The live feed of one sale on this server. Each frame is encoded once for all readers. */
export function createChannel(
  ctx: Context,
  { saleId, server, counts }: { saleId: number; server: string; counts: FeedCounts },
): Channel {
  const audience = createAudience(ctx.clock, counts)
  let ring: Step[] = []
  let latest: State | undefined
  let polling: Promise<State> | undefined
  let lastStatus: ReturnType<typeof saleStatus> | undefined
  let timer: NodeJS.Timeout | undefined
  let joining = 0
  const visitors = new Set<ServerResponse>()
  /** Visitors on all servers; null before the first count, and without the gate. */
  let watching: number | null = null
  let closed = false
  let lastTick = performance.now()
  let lastComment = performance.now()
  /** The frame of the waiting room; empty without one. */
  let queueBytes = ''
  let queueText = ''
  let lastQueue = 0

  /** Polls are single-flight: each frame is a difference from the state before. */
  function poll(): Promise<State> {
    polling ??= pollAndBroadcast().finally(() => {
      polling = undefined
    })
    return polling
  }

  async function pollAndBroadcast(): Promise<State> {
    const known = await ctx.sales.get(saleId)
    if (!known) throw new Error(`sale ${saleId} does not exist`)
    const shelf = await ctx.shelves.read(known)
    const last = latest
    // A new epoch means that the ledger's row of the sale has changed: for example, another server has paused or closed it.
    const isNewEpoch = last !== undefined && last.shelf.epoch < shelf.epoch && known.epoch < shelf.epoch
    const sale = (isNewEpoch ? await ctx.sales.refresh(saleId) : known) ?? known
    const now = { sale, shelf }
    latest = now
    broadcastStatus(now)
    if (!last || last.shelf === shelf) return now
    const from = feedId(last.shelf)
    if (!differs(last.shelf, shelf)) {
      if (from !== feedId(shelf)) keep({ from, bytes: '' })
      return now
    }
    // A delta cannot describe added items: send a snapshot.
    const grown = last.shelf.states.length !== shelf.states.length
    const frame = grown ? snapshotFrame(sale, shelf, ctx.clock()) : deltaFrame(sale, last.shelf, shelf, ctx.clock())
    keep({ from, bytes: frame.bytes })
    broadcast(frame.bytes, now)
    return now
  }

  function keep(step: Step): void {
    ring.push(step)
    if (ring.length > RING_FRAMES) ring = ring.slice(-RING_FRAMES / 2)
  }

  const broadcast = (bytes: string, { sale, shelf }: State): void =>
    audience.broadcast(bytes, () => snapshotFrame(sale, shelf, ctx.clock()).bytes)

  /** Sends a tick at once when the status of the sale changes. */
  function broadcastStatus(now: State): void {
    const time = ctx.clock()
    const status = saleStatus(now.sale, time)
    if (lastStatus !== undefined && lastStatus !== status)
      broadcast(tickFrame(now.sale, now.shelf, time, watching).bytes, now)
    lastStatus = status
  }

  /** Broadcasts the waiting room of the sale when it has changed, also once the door is open. */
  async function broadcastQueue(now: State): Promise<void> {
    const { sale, shelf } = now
    const isDue = performance.now() - lastQueue >= Math.max(QUEUE_MS_MIN, audience.size)
    if (sale.door === 'open' || !isDue) return
    const queue = await ctx.queues.read(saleId).catch(() => null)
    if (!queue) return
    const view = queueView(sale, queue)
    const text = JSON.stringify(view)
    if (text === queueText) return
    queueText = text
    queueBytes = queueFrame(shelf, view).bytes
    lastQueue = performance.now()
    broadcast(queueBytes, now)
  }

  async function countVisitors(): Promise<void> {
    const report = { server, readers: visitors.size, lastsMs: REPORT_MS }
    watching = await ctx.gate.watch(saleId, report).catch(() => null)
  }

  async function run(): Promise<void> {
    const began = performance.now()
    try {
      const now = await poll()
      await broadcastQueue(now)
      const time = performance.now()
      if (time - lastTick >= TICK_MS) {
        lastTick = time
        await countVisitors()
        broadcast(tickFrame(now.sale, now.shelf, ctx.clock(), watching).bytes, now)
      }
      if (time - lastComment >= COMMENT_MS) {
        lastComment = time
        broadcast(COMMENT, now)
      }
      await audience.flushed
    } catch (error) {
      ctx.log.warn({ sale_id: saleId, error: String(error) }, 'live feed cannot read the shelf, will retry')
    }
    const pause = Math.max(PAUSE_MS_MIN, POLL_MS - (performance.now() - began))
    timer = audience.size > 0 && !closed ? setTimeout(run, pause) : undefined
  }

  return {
    get readers() {
      return audience.size + joining
    },
    async add(response, lastEventId, counted) {
      joining++
      await poll().finally(() => joining--)
      if (latest) await broadcastQueue(latest)
      // During the poll the reader may have disconnected or the feed may have closed.
      if (response.destroyed) return
      if (closed || !latest) return void response.end(FEED_BYE)
      // Use the latest state, which a later poll may have set: the next frame is a difference from it.
      const { sale, shelf } = latest
      const missed = replay(ring, shelf, lastEventId)
      // The status may have changed without a change of the shelf, so add a tick.
      const caughtUp = missed === undefined ? undefined : missed + tickFrame(sale, shelf, ctx.clock(), watching).bytes
      if (counted) visitors.add(response)
      audience.add(response, (caughtUp ?? snapshotFrame(sale, shelf, ctx.clock()).bytes) + queueBytes)
      timer ??= setTimeout(run, POLL_MS)
    },
    remove(response) {
      visitors.delete(response)
      audience.remove(response)
    },
    close() {
      closed = true
      clearTimeout(timer)
      audience.end(FEED_BYE)
    },
  }
}

/** The frames that a reconnecting reader has missed, or undefined when it needs a snapshot. Without the gate there is no reliable seq. */
function replay(ring: Step[], shelf: Shelf, lastEventId: string | undefined): string | undefined {
  if (lastEventId === undefined || lastEventId.endsWith(':0') || shelf.seq === 0) return undefined
  if (lastEventId === feedId(shelf)) return ': up to date\n\n'
  const at = ring.findIndex((step) => step.from === lastEventId)
  if (at < 0) return undefined
  return ring
    .slice(at)
    .map((step) => step.bytes)
    .join('')
}

function differs(a: Shelf, b: Shelf): boolean {
  return a.units.sold !== b.units.sold || a.units.held !== b.units.held || Buffer.compare(a.states, b.states) !== 0
}
