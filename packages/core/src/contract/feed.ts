/**
 * The live feed of a sale, `GET /v1/sales/{id}/live`, as the server writes it and a browser reads it. Without zod, so that a page can
 * load it. docs/live-feed.md describes it for partners.
 */
import { ITEM_STATES } from './item-states.ts'
import type { SaleView } from './views/sales.ts'
import type { StatesView } from './views/storefront.ts'

export { ITEM_STATES }

/** The data of each event. */
export interface FeedFrames {
  /** The whole sale. */
  snapshot: StatesView & Pick<SaleView, 'status'>
  /** Positions by the state that they are in now; only those that changed. */
  delta: { units: StatesView['units'] } & Partial<Record<(typeof ITEM_STATES)[number], number[]>>
  /** Every ten seconds, and when the sale's status changes. */
  tick: Pick<StatesView, 'server_time' | 'units'> & Pick<SaleView, 'status'>
}
export type FeedEvent = keyof FeedFrames

/** Where a reader is in the feed: the gate's build, and its change counter. */
export interface FeedPosition {
  epoch: number
  seq: number
}

/** A position as the feed's event id. */
export const feedId = ({ epoch, seq }: FeedPosition): string => `${epoch}:${seq}`

/**
 * Whether a position of one sale's feed is after another (positive), the same (0) or before it (negative). Undefined when either is
 * not known, or was counted without a gate.
 */
export function compareFeedIds(a: string | undefined, b: string | undefined): number | undefined {
  const [epoch = 0, seq = 0] = a?.split(':').map(Number) ?? []
  const [otherEpoch = 0, otherSeq = 0] = b?.split(':').map(Number) ?? []
  return seq === 0 || otherSeq === 0 ? undefined : epoch - otherEpoch || seq - otherSeq
}

/** Where the feed of a sale is. From a position that is known, it begins with what has changed since. */
export const feedPath = (saleId: number, from?: string): string =>
  `/v1/sales/${saleId}/live${from === undefined ? '' : `?last_event_id=${encodeURIComponent(from)}`}`

/** An event as it is sent. */
export const encodeFrame = <Event extends FeedEvent>(event: Event, id: string, data: FeedFrames[Event]): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Sent when a server stops: come back in a second, to another one. */
export const FEED_BYE = 'retry: 1000\nevent: bye\ndata: {}\n\n'

/** The data of an event, of a server that speaks this contract. */
export const decodeFrame = <Event extends FeedEvent>(_event: Event, data: string): FeedFrames[Event] => JSON.parse(data)

/** States, one byte an item, as text: two bits an item, four items a byte, the first in the lowest bits, base64. 10,000 items are 2.5 kB. */
export function packStates(states: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(states.length / 4))
  for (let i = 0; i < states.length; i++) bytes[i >> 2] = (bytes[i >> 2] ?? 0) | ((states[i] ?? 0) << ((i & 3) * 2))
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** `states` of a snapshot as one byte an item, an index into ITEM_STATES. */
export function unpackStates(packed: string, itemsCount: number): Uint8Array {
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
  return Uint8Array.from({ length: itemsCount }, (_, i) => ((bytes[i >> 2] ?? 0) >> ((i & 3) * 2)) & 3)
}
