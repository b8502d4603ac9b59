import type { QueueView } from '@hourglass/core/contract'
import { encodeFrame, type FeedEvent, type FeedFrames, feedId, ITEM_STATES } from '@hourglass/core/contract'
import { type Sale, type Shelf, saleStatus, statesOf } from '@hourglass/core/operations'

/** Changes beyond which a snapshot is smaller than a delta. */
const DELTA_ITEMS_MAX = 1_000

export interface Frame {
  /** `epoch:seq` of the shelf after this frame. */
  id: string
  bytes: string
}

export function snapshotFrame(sale: Sale, shelf: Shelf, serverTime: Date): Frame {
  return frame(shelf, 'snapshot', { ...statesOf(sale, shelf, serverTime), status: saleStatus(sale, serverTime) })
}

/** The difference between two shelves: changed positions by their new state. A snapshot if that is shorter. */
export function deltaFrame(sale: Sale, from: Shelf, to: Shelf, serverTime: Date): Frame {
  const changed: Required<Pick<FeedFrames['delta'], (typeof ITEM_STATES)[number]>> = {
    available: [],
    held: [],
    sold: [],
  }
  let count = 0
  for (let i = 0; i < to.states.length; i++) {
    const state = ITEM_STATES[to.states[i] ?? 0]
    if (to.states[i] === from.states[i] || !state) continue
    changed[state].push(i)
    count++
  }
  if (count > DELTA_ITEMS_MAX) return snapshotFrame(sale, to, serverTime)
  const moved = Object.fromEntries(Object.entries(changed).filter(([, positions]) => positions.length > 0))
  return frame(to, 'delta', { units: to.units, ...moved })
}

/** `watching`: readers on all servers; null if unknown. */
export function tickFrame(sale: Sale, shelf: Shelf, serverTime: Date, watching: number | null): Frame {
  const status = saleStatus(sale, serverTime)
  return frame(shelf, 'tick', {
    server_time: serverTime.toISOString(),
    status,
    units: shelf.units,
    ...(watching !== null && { watching }),
  })
}

/** The waiting room of a sale. Its pointer serves everybody who waits, so that one frame does. */
export function queueFrame(shelf: Shelf, { sale_id: _, digest: __, ...view }: QueueView): Frame {
  return frame(shelf, 'queue', view)
}

function frame<Event extends FeedEvent>(shelf: Shelf, event: Event, data: FeedFrames[Event]): Frame {
  const id = feedId(shelf)
  return { id, bytes: encodeFrame(event, id, data) }
}
