import type { ItemState, SaleView, StatesView } from '@hourglass/core/contract'
import { pageLoaded } from '../shop/page-loaded'
import type { Frames, Units } from './frames'
import { type Line, WAITING } from './line'
import { createListeners } from './listeners'
import { STATES, unpackStates } from './states'

/** Positions that have changed; null: any of them may have. */
export type Changed = readonly number[] | null

/** What is known of the sale that is followed: one byte an item, told of as it changes, at most once a frame. */
export interface Live {
  /** Units, and the line. */
  subscribe(listener: () => void): () => void
  /** One item. */
  subscribeItem(itemId: number, listener: () => void): () => void
  /** All items, by what has changed of them. */
  subscribeStates(listener: (changed: Changed) => void): () => void
  line(): Line
  /** undefined until this sale is known. */
  units(saleId: number): Units | undefined
  /** undefined until the feed has told of this sale. */
  status(saleId: number): SaleView['status'] | undefined
  itemState(itemId: number): ItemState | undefined
  /** One byte an item, an index into STATES; empty until this sale is known. Not to be changed. */
  states(saleId: number): Uint8Array
  /** What a page was rendered with, taken up unless more is known already. */
  begin(given: StatesView): void
  /** Follows a sale until the returned function is called. */
  follow(saleId: number): () => void
}

const NO_STATES = new Uint8Array()

export function createLive(apiOrigin: string, hearServerTime: (time: string) => void): Live {
  const listeners = createListeners()
  let sale = { id: 0, firstItemId: 0 }
  let states: Uint8Array = NO_STATES
  let units: Units | undefined
  let status: SaleView['status'] | undefined
  let line: Line = WAITING

  const lineIs = (now: Line) => {
    line = now
    listeners.changed([])
  }
  const whole = (frame: StatesView & Partial<Frames['snapshot']>) => {
    sale = { id: frame.sale_id, firstItemId: frame.first_item_id }
    states = unpackStates(frame.states, frame.items_count)
    units = frame.units
    status = frame.status
    hearServerTime(frame.server_time)
    listeners.changed(null, sale.firstItemId)
  }
  const handlers = {
    opened: () => lineIs({ is: 'live', heardAt: Date.now() }),
    lost: (nextTryAt: number) => lineIs({ is: 'reconnecting', heardAt: line.heardAt, nextTryAt }),
    heard: () => {
      if (line.is === 'live') line.heardAt = Date.now()
    },
    snapshot: whole,
    delta(frame: Frames['delta']) {
      const changed: number[] = []
      STATES.forEach((name, state) => {
        for (const position of frame[name] ?? []) {
          states[position] = state
          changed.push(position)
        }
      })
      units = frame.units
      listeners.changed(changed, sale.firstItemId)
    },
    tick(frame: Frames['tick']) {
      units = frame.units
      status = frame.status
      hearServerTime(frame.server_time)
      listeners.changed([])
    },
  }

  return {
    ...listeners.ways,
    line: () => line,
    units: (saleId) => (saleId === sale.id ? units : undefined),
    status: (saleId) => (saleId === sale.id ? status : undefined),
    itemState: (itemId) => STATES[states[itemId - sale.firstItemId] ?? STATES.length],
    states: (saleId) => (saleId === sale.id ? states : NO_STATES),
    begin(given) {
      if (sale.id !== given.sale_id || line.is !== 'live') whole(given)
    },
    follow(saleId) {
      let leave = () => {}
      let here = true
      void pageLoaded()
        .then(() => import('./following'))
        .then(({ openStream, whileSeen }) => {
          if (here) leave = whileSeen(() => openStream(`${apiOrigin}/v1/sales/${saleId}/live`, handlers))
        })
      return () => {
        here = false
        leave()
        line = WAITING
      }
    },
  }
}
