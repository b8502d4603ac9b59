import type { ItemState } from '@hourglass/core/contract'
import { whileSeen } from './attendance'
import type { Frames, Units } from './frames'
import { STATES, unpackStates } from './states'
import { openStream } from './stream'

export type Line = 'waiting' | 'live' | 'reconnecting'

/** What is known of the sale that is followed: one byte an item, told of as it changes. */
export interface Live {
  subscribe(listener: () => void): () => void
  line(): Line
  /** undefined until the first snapshot of this sale. */
  units(saleId: number): Units | undefined
  itemState(itemId: number): ItemState | undefined
  /** Follows a sale until the returned function is called. */
  follow(saleId: number): () => void
}

export function createLive(apiOrigin: string, hearServerTime: (time: string) => void): Live {
  const listeners = new Set<() => void>()
  let states: Uint8Array = new Uint8Array()
  let sale = { id: 0, firstItemId: 0 }
  let units: Units | undefined
  let line: Line = 'waiting'

  const changed = () => {
    for (const listener of listeners) listener()
  }
  const lineIs = (now: Line) => {
    line = now
    changed()
  }
  const handlers = {
    opened: () => lineIs('live'),
    lost: () => lineIs('reconnecting'),
    snapshot(frame: Frames['snapshot']) {
      sale = { id: frame.sale_id, firstItemId: frame.first_item_id }
      states = unpackStates(frame.states, frame.items_count)
      units = frame.units
      hearServerTime(frame.server_time)
      changed()
    },
    delta(frame: Frames['delta']) {
      STATES.forEach((name, state) => {
        for (const position of frame[name] ?? []) states[position] = state
      })
      units = frame.units
      changed()
    },
    tick(frame: Frames['tick']) {
      units = frame.units
      hearServerTime(frame.server_time)
      changed()
    },
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    line: () => line,
    units: (saleId) => (saleId === sale.id ? units : undefined),
    itemState: (itemId) => STATES[states[itemId - sale.firstItemId] ?? STATES.length],
    follow(saleId) {
      const leave = whileSeen(() => openStream(`${apiOrigin}/v1/sales/${saleId}/live`, handlers))
      return () => {
        leave()
        line = 'waiting'
      }
    },
  }
}
