import type { ItemState, SaleView, StatesView } from '@hourglass/core/contract'
import { ITEM_STATES, unpackStates } from '@hourglass/core/contract/feed'
import type { Api } from '../data/client'
import { pageLoaded } from '../shop/page-loaded'
import type { Clock } from '../time/clock'
import type { Follower, Polled } from './following'
import { type Line, WAITING } from './line'
import { createListeners, type Subscriptions } from './listeners'

export type Units = StatesView['units']

/** The states of the sale that is followed, one byte an item. Listeners hear of changes at most once a frame. */
export interface Live extends Subscriptions {
  line(): Line
  /** undefined until this sale is known. */
  units(saleId: number): Units | undefined
  /** undefined until the feed has told of this sale. */
  status(saleId: number): SaleView['status'] | undefined
  itemState(itemId: number): ItemState | undefined
  /** One byte an item, an index into ITEM_STATES; empty until this sale is known. Not to be changed. */
  states(saleId: number): Uint8Array
  /** What a page was rendered with, taken up unless something newer is known already. */
  begin(given: StatesView): void
  /** Follows a sale until the returned function is called. */
  follow(saleId: number): () => void
}

/** What is known of a sale, and as of which moment of the server's time. */
interface Known {
  id: number
  firstItemId: number
  states: Uint8Array
  units: Units
  status: SaleView['status'] | undefined
  asOf: number
}

const NO_STATES = new Uint8Array()
/** Data that was on its way for longer than this is not live. */
const AGE_MS_MAX = 20_000
/** Clocks of two servers differ by less. */
const CLOCKS_DIFFER_MS = 2_000
/** Sales that are remembered, so that going back shows nothing older than what was seen. */
const SALES_MAX = 4

export function createLive(apiOrigin: string, api: Api, clock: Pick<Clock, 'now' | 'hear'>): Live {
  const listeners = createListeners()
  const known = new Map<number, Known>()
  let sale: Known | undefined
  let line: Line = WAITING

  const lineIs = (now: Line) => {
    line = now
    listeners.changed([])
  }
  const isLive = () => {
    if (line.is === 'live') line.heardAt = Date.now()
    else lineIs({ is: 'live', heardAt: Date.now() })
    return true
  }
  const isOld = (serverTime: string) => Date.parse(serverTime) < clock.now() - AGE_MS_MAX
  const show = (next: Known) => {
    sale = next
    known.delete(next.id)
    known.set(next.id, next)
    for (const id of known.keys().take(Math.max(0, known.size - SALES_MAX))) known.delete(id)
    listeners.changed(null, next.firstItemId)
  }
  const take = (frame: StatesView & Partial<Polled>) => {
    clock.hear(frame.server_time)
    show({
      id: frame.sale_id,
      firstItemId: frame.first_item_id,
      states: unpackStates(frame.states, frame.items_count),
      units: frame.units,
      status: frame.status ?? known.get(frame.sale_id)?.status,
      asOf: Date.parse(frame.server_time),
    })
  }
  /** States from a page, or from an answer: older ones than are known never replace those. */
  const takeNewer = (given: StatesView & Partial<Polled>) => {
    const before = known.get(given.sale_id)
    if (!before || Date.parse(given.server_time) > before.asOf) take(given)
    else if (sale !== before) show(before)
  }
  const follower: Follower = {
    snapshot(frame) {
      const before = known.get(frame.sale_id)?.asOf ?? 0
      if (isOld(frame.server_time) || Date.parse(frame.server_time) < before - CLOCKS_DIFFER_MS) return false
      take(frame)
      return isLive()
    },
    delta(frame) {
      if (!sale) return false
      const changed: number[] = []
      for (const [state, name] of ITEM_STATES.entries())
        for (const position of frame[name] ?? []) {
          sale.states[position] = state
          changed.push(position)
        }
      sale.units = frame.units
      sale.asOf = Math.max(sale.asOf, clock.now())
      listeners.changed(changed, sale.firstItemId)
      return isLive()
    },
    tick(frame) {
      if (!sale || isOld(frame.server_time)) return false
      clock.hear(frame.server_time)
      sale.units = frame.units
      sale.status = frame.status
      sale.asOf = Math.max(sale.asOf, Date.parse(frame.server_time))
      listeners.changed([])
      return isLive()
    },
    polled(states) {
      takeNewer(states)
      lineIs({ is: 'polling', heardAt: Date.now() })
    },
    unreachable: (nextTryAt) => lineIs({ is: 'reconnecting', heardAt: line.heardAt, nextTryAt }),
    left: () => lineIs({ is: 'waiting', heardAt: line.heardAt }),
  }
  async function ask(id: number): Promise<Polled> {
    const [states, { status }] = await Promise.all([api.sales.states.query({ id }), api.sales.get.query({ id })])
    return { ...states, status }
  }

  return {
    ...listeners.subscriptions,
    line: () => line,
    units: (saleId) => known.get(saleId)?.units,
    status: (saleId) => known.get(saleId)?.status,
    itemState: (itemId) => sale && ITEM_STATES[sale.states[itemId - sale.firstItemId] ?? ITEM_STATES.length],
    states: (saleId) => known.get(saleId)?.states ?? NO_STATES,
    begin(given) {
      if (sale?.id !== given.sale_id || line.is !== 'live') takeNewer(given)
    },
    follow(saleId) {
      const before = known.get(saleId)
      if (before && sale !== before) show(before)
      let leave = () => {}
      let here = true
      void pageLoaded()
        .then(() => import('./following'))
        .then(({ followSale }) => {
          if (here) leave = followSale(`${apiOrigin}/v1/sales/${saleId}/live`, () => ask(saleId), follower)
        })
      return () => {
        here = false
        leave()
        line = WAITING
      }
    },
  }
}
