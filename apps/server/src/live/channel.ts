import type { ServerResponse } from 'node:http'
import { FEED_BYE, feedId } from '@hourglass/core/contract'
import { type Context, type Sale, type Shelf, saleStatus } from '@hourglass/core/operations'
import { createAudience, type FeedCounts } from './audience.ts'
import { deltaFrame, snapshotFrame, tickFrame } from './frames.ts'

/** Time between looks at the shelf: what sells is seen within a quarter of a second. */
const LOOK_MS = 150
/** Shortest pause between the last write to a reader and the next look, however many readers there are. */
const REST_MS = 50
export const TICK_MS = 10_000
const COMMENT_MS = 15_000
/** Steps kept for readers that come back, and for pages that resume from what they were rendered with. */
const RING_FRAMES = 256

/** What a reader at a position is sent next; empty when the gate has counted on and no item has changed. */
interface Step {
  from: string
  bytes: string
}

const COMMENT = ': still here\n\n'

/** The sale and its shelf as all readers that are there have been told, or are being told. */
interface Seen {
  sale: Sale
  shelf: Shelf
}

export interface Channel {
  add(response: ServerResponse, lastEventId: string | undefined): Promise<void>
  remove(response: ServerResponse): void
  readonly readers: number
  close(): void
}

/** The live feed of one sale on this server. Each frame is encoded once for all readers. */
export function createChannel(ctx: Context, saleId: number, counts: FeedCounts): Channel {
  const audience = createAudience(ctx.clock, counts)
  let ring: Step[] = []
  let seen: Seen | undefined
  let looking: Promise<Seen> | undefined
  let told: ReturnType<typeof saleStatus> | undefined
  let timer: NodeJS.Timeout | undefined
  let joining = 0
  let closed = false
  let lastTick = performance.now()
  let lastComment = performance.now()

  /** One look at a time: what is told follows from what was told before. */
  function look(): Promise<Seen> {
    looking ??= lookAndTell().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function lookAndTell(): Promise<Seen> {
    const known = await ctx.sales.get(saleId)
    if (!known) throw new Error(`sale ${saleId} is gone`)
    const shelf = await ctx.shelves.read(known)
    const last = seen
    // A new epoch tells that the ledger's row has changed: at another server, that the sale was paused or closed, say.
    const renewed = last !== undefined && last.shelf.epoch < shelf.epoch && known.epoch < shelf.epoch
    const sale = (renewed ? await ctx.sales.refresh(saleId) : known) ?? known
    const now = { sale, shelf }
    seen = now
    tellStatus(now)
    if (!last || last.shelf === shelf) return now
    const from = feedId(last.shelf)
    if (!differs(last.shelf, shelf)) {
      if (from !== feedId(shelf)) keep({ from, bytes: '' })
      return now
    }
    // After items were added, a delta would not fit: send a snapshot.
    const grown = last.shelf.states.length !== shelf.states.length
    const frame = grown ? snapshotFrame(sale, shelf, ctx.clock()) : deltaFrame(sale, last.shelf, shelf, ctx.clock())
    keep({ from, bytes: frame.bytes })
    tell(frame.bytes, now)
    return now
  }

  function keep(step: Step): void {
    ring.push(step)
    if (ring.length > RING_FRAMES) ring = ring.slice(-RING_FRAMES / 2)
  }

  const tell = (bytes: string, { sale, shelf }: Seen): void =>
    audience.tell(bytes, () => snapshotFrame(sale, shelf, ctx.clock()).bytes)

  /** Sends a tick at once when the status of the sale changes. */
  function tellStatus(now: Seen): void {
    const time = ctx.clock()
    const status = saleStatus(now.sale, time)
    if (told !== undefined && told !== status) tell(tickFrame(now.sale, now.shelf, time).bytes, now)
    told = status
  }

  async function turn(): Promise<void> {
    const began = performance.now()
    try {
      const now = await look()
      const time = performance.now()
      if (time - lastTick >= TICK_MS) {
        lastTick = time
        tell(tickFrame(now.sale, now.shelf, ctx.clock()).bytes, now)
      }
      if (time - lastComment >= COMMENT_MS) {
        lastComment = time
        tell(COMMENT, now)
      }
      await audience.told
    } catch (error) {
      ctx.log.warn({ sale_id: saleId, error: String(error) }, 'the live feed cannot see the shelf')
    }
    const rest = Math.max(REST_MS, LOOK_MS - (performance.now() - began))
    timer = audience.size > 0 && !closed ? setTimeout(turn, rest) : undefined
  }

  return {
    get readers() {
      return audience.size + joining
    },
    async add(response, lastEventId) {
      joining++
      await look().finally(() => joining--)
      // The reader may have left during the look, or the feed may have ended.
      if (response.destroyed) return
      if (closed || !seen) return void response.end(FEED_BYE)
      // The latest look, not this one: every later frame follows from it.
      const { sale, shelf } = seen
      const missed = replay(ring, shelf, lastEventId)
      // How the sale stands may have changed with the shelf as it was.
      const caughtUp = missed === undefined ? undefined : missed + tickFrame(sale, shelf, ctx.clock()).bytes
      audience.add(response, caughtUp ?? snapshotFrame(sale, shelf, ctx.clock()).bytes)
      timer ??= setTimeout(turn, LOOK_MS)
    },
    remove: audience.remove,
    close() {
      closed = true
      clearTimeout(timer)
      audience.end(FEED_BYE)
    },
  }
}

/** What a returning reader has missed, or undefined when only a snapshot will do. Without a gate there is no seq to trust. */
function replay(ring: Step[], shelf: Shelf, lastEventId: string | undefined): string | undefined {
  if (lastEventId === undefined || lastEventId.endsWith(':0') || shelf.seq === 0) return undefined
  if (lastEventId === feedId(shelf)) return ': nothing was missed\n\n'
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
