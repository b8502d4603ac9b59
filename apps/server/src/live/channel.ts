import type { ServerResponse } from 'node:http'
import { type Context, type Sale, type Shelf, saleStatus } from '@hourglass/core/operations'
import { deltaFrame, type Frame, idOf, snapshotFrame, tickFrame } from './frames.ts'

/** Time between looks at the shelf: what sells is seen within a quarter of a second. */
const LOOK_MS = 150
const TICK_MS = 10_000
const COMMENT_MS = 15_000
/** A reader with more than this waiting is passed over, and gets a snapshot once it has caught up. */
const READER_BYTES_MAX = 64 * 1_024
/** One that does not catch up for so long is let go. */
const BEHIND_MS_MAX = 30_000
/** Deltas kept for readers that come back. */
const RING_FRAMES = 256

/** A frame, and where a reader must be for it to be the next one. */
interface Step {
  from: string
  frame: Frame
}

/** Come back in a second, to another server. */
const GOODBYE = 'retry: 1000\nevent: bye\ndata: {}\n\n'

interface Reader {
  response: ServerResponse
  /** Since when too much waits for it, by the clock; null: it keeps up. */
  behindSince: number | null
}

/** What the live feed has written, of all sales. Frames are ASCII: a character is a byte. */
export interface FeedCounts {
  /** Frames written, one for each reader. */
  frames: { value: number }
  /** Frames that a reader was not given because too much waited for it. */
  skipped: { value: number }
  bytes: { value: number }
}

export interface Channel {
  add(response: ServerResponse, lastEventId: string | undefined): Promise<void>
  remove(response: ServerResponse): void
  readonly readers: number
  close(): void
}

/** The live feed of one sale on this server. Each frame is encoded once, whatever the audience. */
export function createChannel(ctx: Context, saleId: number, counts: FeedCounts): Channel {
  const readers = new Map<ServerResponse, Reader>()
  let ring: Step[] = []
  let seen: { sale: Sale; shelf: Shelf } | undefined
  let told: ReturnType<typeof saleStatus> | undefined
  let timer: NodeJS.Timeout | undefined
  let joining = 0
  let closed = false
  let lastTick = performance.now()
  let lastComment = performance.now()

  async function look(): Promise<{ sale: Sale; shelf: Shelf }> {
    const known = await ctx.sales.get(saleId)
    if (!known) throw new Error(`sale ${saleId} is gone`)
    const shelf = await ctx.shelves.read(known)
    const last = seen
    // A new epoch tells that the ledger's row has changed: at another server, that the sale was paused or closed, say.
    const renewed = last !== undefined && last.shelf.epoch < shelf.epoch && known.epoch < shelf.epoch
    const sale = (renewed ? await ctx.sales.refresh(saleId) : known) ?? known
    seen = { sale, shelf }
    tellStatus(seen)
    if (!last || last.shelf === shelf || !differs(last.shelf, shelf)) return seen
    // A sale that has got more items is told whole.
    const grown = last.shelf.states.length !== shelf.states.length
    const frame = grown ? snapshotFrame(sale, shelf, ctx.clock()) : deltaFrame(sale, last.shelf, shelf, ctx.clock())
    ring.push({ from: idOf(last.shelf), frame })
    if (ring.length > RING_FRAMES) ring = ring.slice(-RING_FRAMES / 2)
    broadcast(frame.bytes, seen)
    return seen
  }

  /** How the sale stands is told at once: by a tick, which has it. */
  function tellStatus(now: { sale: Sale; shelf: Shelf }): void {
    const time = ctx.clock()
    const status = saleStatus(now.sale, time)
    if (told !== undefined && told !== status) broadcast(tickFrame(now.sale, now.shelf, time).bytes, now)
    told = status
  }

  function broadcast(bytes: string, now: { sale: Sale; shelf: Shelf }): void {
    let snapshot: string | undefined
    for (const reader of readers.values()) {
      if (reader.response.writableLength > READER_BYTES_MAX) {
        const time = ctx.clock().getTime()
        reader.behindSince ??= time
        counts.skipped.value++
        // A line whose other end is gone without a word looks like this too.
        if (time - reader.behindSince > BEHIND_MS_MAX) reader.response.destroy()
      } else if (reader.behindSince !== null) {
        snapshot ??= snapshotFrame(now.sale, now.shelf, ctx.clock()).bytes
        send(reader.response, snapshot)
        reader.behindSince = null
      } else send(reader.response, bytes)
    }
  }

  function send(response: ServerResponse, bytes: string): void {
    response.write(bytes)
    counts.frames.value++
    counts.bytes.value += bytes.length
  }

  async function turn(): Promise<void> {
    try {
      const now = await look()
      const time = performance.now()
      if (time - lastTick >= TICK_MS) {
        lastTick = time
        broadcast(tickFrame(now.sale, now.shelf, ctx.clock()).bytes, now)
      }
      if (time - lastComment >= COMMENT_MS) {
        lastComment = time
        for (const reader of readers.values())
          if (reader.behindSince === null) reader.response.write(': still here\n\n')
      }
    } catch (error) {
      ctx.log.warn({ sale_id: saleId, error: String(error) }, 'the live feed cannot see the shelf')
    }
    timer = readers.size > 0 && !closed ? setTimeout(turn, LOOK_MS) : undefined
  }

  return {
    get readers() {
      return readers.size + joining
    },
    async add(response, lastEventId) {
      joining++
      const now = await look().finally(() => joining--)
      // Whoever has left meanwhile is gone, and a feed that has ended takes nobody.
      if (response.destroyed) return
      if (closed) return void response.end(GOODBYE)
      const missed = replay(ring, now.shelf, lastEventId)
      // How the sale stands may have changed with the shelf as it was.
      const caughtUp = missed && missed + tickFrame(now.sale, now.shelf, ctx.clock()).bytes
      send(response, caughtUp ?? snapshotFrame(now.sale, now.shelf, ctx.clock()).bytes)
      readers.set(response, { response, behindSince: null })
      timer ??= setTimeout(turn, LOOK_MS)
    },
    remove(response) {
      readers.delete(response)
    },
    close() {
      closed = true
      clearTimeout(timer)
      for (const { response } of readers.values()) response.end(GOODBYE)
      readers.clear()
    },
  }
}

/** What a returning reader has missed, or undefined when only a snapshot will do. Without a gate there is no seq to trust. */
function replay(ring: Step[], shelf: Shelf, lastEventId: string | undefined): string | undefined {
  if (lastEventId === undefined || lastEventId.endsWith(':0') || shelf.seq === 0) return undefined
  if (lastEventId === idOf(shelf)) return ': nothing was missed\n\n'
  const at = ring.findIndex((step) => step.from === lastEventId)
  if (at < 0) return undefined
  return ring
    .slice(at)
    .map((step) => step.frame.bytes)
    .join('')
}

function differs(a: Shelf, b: Shelf): boolean {
  return a.units.sold !== b.units.sold || a.units.held !== b.units.held || Buffer.compare(a.states, b.states) !== 0
}
