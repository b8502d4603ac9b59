import type { ItemState, PositionedStates, SaleView, StatesView } from '@hourglass/core/contract'
import type { FeedFrames } from '@hourglass/core/contract/feed'
import { compareFeedIds, feedPath, ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { Api } from '../data/client'
import { isFirstVisit } from '../data/visits'
import { pageLoaded } from '../shop/page-loaded'
import type { Clock } from '../time/clock'
import type { Follower } from './follow-sale'
import { createListeners, type Subscriptions } from './listeners'

/** The state of the live feed. Times are the browser's, in Unix milliseconds. */
export type Connection =
  | { is: 'waiting'; receivedAt: number }
  /** The feed has sent data within the last 20 s. */
  | { is: 'live'; receivedAt: number }
  /** No data from the feed: the page polls every few seconds. */
  | { is: 'polling'; receivedAt: number }
  | { is: 'reconnecting'; receivedAt: number; nextRetryAt: number }

export const WAITING: Connection = { is: 'waiting', receivedAt: 0 }

export type Units = StatesView['units']

/** The states of the followed sale, one byte per item. Listeners are called at most once per frame. */
export interface Live extends Subscriptions {
  connection(): Connection
  /** undefined until this sale is known. */
  units(saleId: number): Units | undefined
  /** undefined until the feed has sent it. */
  status(saleId: number): SaleView['status'] | undefined
  /** How many watch this sale; undefined until the feed has sent it. */
  watching(saleId: number): number | undefined
  /** The waiting room of this sale; undefined until the feed has sent it. */
  queue(saleId: number): FeedFrames['queue'] | undefined
  /** The position that sold last while the page followed this sale; null if none has. */
  lastSold(saleId: number): number | null
  itemState(itemId: number): ItemState | undefined
  /** One byte per item, an index into ITEM_STATES; empty until this sale is known. Read-only. */
  states(saleId: number): Uint8Array
  /** Takes the states that a page was rendered with, unless newer ones are known. */
  begin(given: PositionedStates): void
  /** Follows a sale until the returned function is called. */
  follow(saleId: number): () => void
}

/** States from a page, a poll or a snapshot. */
type Given = PositionedStates & Partial<Pick<SaleView, 'status'>>

/** The known states of a sale, as of a server time. */
interface Known {
  id: number
  firstItemId: number
  states: Uint8Array
  units: Units
  status: SaleView['status'] | undefined
  watching: number | undefined
  queue: FeedFrames['queue'] | undefined
  lastSold: number | null
  asOf: number
  /** The feed position of the states. */
  position: string
}

const NO_STATES = new Uint8Array()
/** Data older than this is stale. */
const AGE_MS_MAX = 20_000
/** Upper bound of the clock skew between two servers. */
const CLOCKS_DIFFER_MS = 2_000
/** Sales in memory, so that Back never shows states older than those already seen. */
const SALES_MAX = 4

export function createLive(apiOrigin: string, api: Api, clock: Pick<Clock, 'now' | 'sync'>): Live {
  const listeners = createListeners()
  const known = new Map<number, Known>()
  let sale: Known | undefined
  let connection: Connection = WAITING

  const setConnection = (now: Connection) => {
    connection = now
    listeners.changed([])
  }
  const markLive = () => {
    if (connection.is === 'live') connection.receivedAt = Date.now()
    else setConnection({ is: 'live', receivedAt: Date.now() })
    return true
  }
  const isStale = (serverTime: string) => Date.parse(serverTime) < clock.now() - AGE_MS_MAX
  const show = (next: Known) => {
    sale = next
    known.delete(next.id)
    known.set(next.id, next)
    for (const id of known.keys().take(Math.max(0, known.size - SALES_MAX))) known.delete(id)
    listeners.changed(null, next.firstItemId)
  }
  const take = (frame: Given) => {
    clock.sync(frame.server_time)
    show({
      id: frame.sale_id,
      firstItemId: frame.first_item_id,
      states: unpackStates(frame.states, frame.items_count),
      units: frame.units,
      status: frame.status ?? known.get(frame.sale_id)?.status,
      watching: known.get(frame.sale_id)?.watching,
      queue: known.get(frame.sale_id)?.queue,
      lastSold: known.get(frame.sale_id)?.lastSold ?? null,
      asOf: Date.parse(frame.server_time),
      position: frame.position,
    })
  }
  /** Takes states from a page or a poll if they are newer: by position, else by server time. */
  const takeNewer = (given: Given) => {
    const before = known.get(given.sale_id)
    const age =
      before && (compareFeedIds(given.position, before.position) || Date.parse(given.server_time) - before.asOf)
    if (age === undefined || age > 0) take(given)
    else if (before && sale !== before) show(before)
  }
  const follower: Follower = {
    snapshot(frame, position) {
      if (isStale(frame.server_time)) return false
      const before = known.get(frame.sale_id)
      const steps = compareFeedIds(position, before?.position)
      if (steps === undefined && Date.parse(frame.server_time) < (before?.asOf ?? 0) - CLOCKS_DIFFER_MS) return false
      // A server slightly behind the page: skip its snapshot, and catch up with the deltas that follow.
      if (steps === undefined || steps >= 0) take({ ...frame, position })
      return markLive()
    },
    delta(frame, position) {
      if (!sale) return false
      const steps = compareFeedIds(position, sale.position)
      if (steps !== undefined && steps <= 0) return true
      const changed: number[] = []
      for (const [state, name] of ITEM_STATES.entries())
        for (const position of frame[name] ?? []) {
          sale.states[position] = state
          changed.push(position)
        }
      sale.lastSold = frame.sold?.at(-1) ?? sale.lastSold
      sale.units = frame.units
      sale.position = position
      listeners.changed(changed, sale.firstItemId)
      if (connection.is !== 'live') return true
      sale.asOf = Math.max(sale.asOf, clock.now())
      return markLive()
    },
    tick(frame, position) {
      if (!sale || isStale(frame.server_time)) return false
      clock.sync(frame.server_time)
      const steps = compareFeedIds(position, sale.position)
      if (steps === undefined || steps >= 0) {
        sale.units = frame.units
        sale.position = position
      }
      sale.status = frame.status
      sale.watching = frame.watching
      sale.asOf = Math.max(sale.asOf, Date.parse(frame.server_time))
      listeners.changed([])
      return markLive()
    },
    queue(frame) {
      if (!sale) return false
      sale.queue = frame
      listeners.changed([])
      return markLive()
    },
    polled({ sale: { status }, states }) {
      if (states) takeNewer({ ...states, status })
      setConnection({ is: 'polling', receivedAt: Date.now() })
    },
    unreachable: (nextRetryAt) => setConnection({ is: 'reconnecting', receivedAt: connection.receivedAt, nextRetryAt }),
    left: () => setConnection({ is: 'waiting', receivedAt: connection.receivedAt }),
  }
  return {
    ...listeners.subscriptions,
    connection: () => connection,
    units: (saleId) => known.get(saleId)?.units,
    status: (saleId) => known.get(saleId)?.status,
    watching: (saleId) => known.get(saleId)?.watching,
    queue: (saleId) => known.get(saleId)?.queue,
    lastSold: (saleId) => known.get(saleId)?.lastSold ?? null,
    itemState: (itemId) => sale && ITEM_STATES[sale.states[itemId - sale.firstItemId] ?? ITEM_STATES.length],
    states: (saleId) => known.get(saleId)?.states ?? NO_STATES,
    begin(given) {
      if (sale?.id !== given.sale_id || connection.is !== 'live') takeNewer(given)
    },
    follow(saleId) {
      const before = known.get(saleId)
      if (before && sale !== before) show(before)
      const url = () =>
        apiOrigin + feedPath(saleId, known.get(saleId)?.position, isFirstVisit(saleId) ? 'first' : undefined)
      let unfollow = () => {}
      let mounted = true
      void pageLoaded()
        .then(() => import('./follow-sale'))
        .then(({ followSale }) => {
          if (mounted) unfollow = followSale(url, () => api.sales.current.query({ id: saleId }), follower)
        })
      return () => {
        mounted = false
        unfollow()
        connection = WAITING
      }
    },
  }
}
