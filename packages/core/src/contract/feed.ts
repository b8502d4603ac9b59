/**
 * The live feed of a sale, `GET /v1/sales/{id}/live`, for both the server that writes it and the browser that reads it. It does not
 * import zod, so that pages stay small. docs/live-feed.md describes it for partners.
 */
import { ITEM_STATES } from './item-states.ts'
import type { QueueView } from './views/queue.ts'
import type { SaleView } from './views/sales.ts'
import type { StatesView } from './views/storefront.ts'

export { ITEM_STATES }

/** The data of each event. */
export interface FeedFrames {
  /** The full state of the sale. */
  snapshot: StatesView & Pick<SaleView, 'status'>
  /** Positions that changed, grouped by their new state. */
  delta: { units: StatesView['units'] } & Partial<Record<(typeof ITEM_STATES)[number], number[]>>
  /** Every ten seconds, and when the sale's status changes. `watching`: readers of the feed, once they have been counted. */
  tick: Pick<StatesView, 'server_time' | 'units'> & Pick<SaleView, 'status'> & { watching?: number }
  /** The waiting room of a sale with `door: queue`: first, and when it changed, at most once a second. */
  queue: Omit<QueueView, 'sale_id' | 'digest'>
}
export type FeedEvent = keyof FeedFrames

/** A reader's position in the feed: the gate's epoch and its change counter. */
export interface FeedPosition {
  epoch: number
  seq: number
}

/** The SSE event id of a position. */
export const feedId = ({ epoch, seq }: FeedPosition): string => `${epoch}:${seq}`

/**
 * Compares two positions of one sale's feed: positive when `a` is later, 0 when they are equal, negative when `a` is earlier.
 * Undefined when either is missing or was produced without a gate (seq 0).
 */
export function compareFeedIds(a: string | undefined, b: string | undefined): number | undefined {
  const [epoch = 0, seq = 0] = a?.split(':').map(Number) ?? []
  const [otherEpoch = 0, otherSeq = 0] = b?.split(':').map(Number) ?? []
  return seq === 0 || otherSeq === 0 ? undefined : epoch - otherEpoch || seq - otherSeq
}

/** Path of a sale's feed. With `from`, the feed starts with the changes since that position. */
export function feedPath(saleId: number, from?: string, visit?: 'first'): string {
  const asked = new URLSearchParams({ ...(from !== undefined && { last_event_id: from }), ...(visit && { visit }) })
  return `/v1/sales/${saleId}/live${asked.size > 0 ? `?${asked}` : ''}`
}

/** Encodes an SSE event. */
export const encodeFrame = <Event extends FeedEvent>(event: Event, id: string, data: FeedFrames[Event]): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Sent when a server shuts down: reconnect after a second, to another server. */
export const FEED_BYE = 'retry: 1000\nevent: bye\ndata: {}\n\n'

/** Decodes the data of an event. It trusts the server to follow this contract. */
export const decodeFrame = <Event extends FeedEvent>(_event: Event, data: string): FeedFrames[Event] => JSON.parse(data)

/** Packs states (one byte per item) as base64: two bits per item, four items per byte, the first in the lowest bits. 10,000 items are 2.5 kB. */
export function packStates(states: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(states.length / 4))
  for (let i = 0; i < states.length; i++) bytes[i >> 2] = (bytes[i >> 2] ?? 0) | ((states[i] ?? 0) << ((i & 3) * 2))
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** Unpacks the `states` of a snapshot: one byte per item, an index into ITEM_STATES. */
export function unpackStates(packed: string, itemsCount: number): Uint8Array {
  const bytes = atob(packed)
  const states = new Uint8Array(itemsCount)
  for (let i = 0; i < itemsCount; i++) states[i] = (bytes.charCodeAt(i >> 2) >> ((i & 3) * 2)) & 3
  return states
}
