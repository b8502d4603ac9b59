import { packStates, type Sale, type Shelf, STATES, saleStatus } from '@hourglass/core/operations'

/** Changes beyond which a snapshot is smaller than a delta. */
const DELTA_ITEMS_MAX = 1_000

export interface Frame {
  /** `epoch:seq` of the shelf it leads to. */
  id: string
  bytes: string
}

export const idOf = (shelf: Shelf): string => `${shelf.epoch}:${shelf.seq}`

export function snapshotFrame(sale: Sale, shelf: Shelf, serverTime: Date): Frame {
  return frame(idOf(shelf), 'snapshot', {
    sale_id: sale.id,
    first_item_id: sale.firstItemId,
    items_count: sale.itemsCount,
    server_time: serverTime.toISOString(),
    status: saleStatus(sale, serverTime),
    units: shelf.units,
    states: packStates(shelf.states),
  })
}

/** What changed between two shelves: positions by the state they are in now. A snapshot when that is shorter. */
export function deltaFrame(sale: Sale, from: Shelf, to: Shelf, serverTime: Date): Frame {
  const changed: Record<(typeof STATES)[number], number[]> = { available: [], held: [], sold: [] }
  let count = 0
  for (let i = 0; i < to.states.length; i++) {
    const state = STATES[to.states[i] ?? 0]
    if (to.states[i] === from.states[i] || !state) continue
    changed[state].push(i)
    count++
  }
  if (count > DELTA_ITEMS_MAX) return snapshotFrame(sale, to, serverTime)
  const moved = Object.fromEntries(Object.entries(changed).filter(([, positions]) => positions.length > 0))
  return frame(idOf(to), 'delta', { units: to.units, ...moved })
}

export function tickFrame(sale: Sale, shelf: Shelf, serverTime: Date): Frame {
  const status = saleStatus(sale, serverTime)
  return frame(idOf(shelf), 'tick', { server_time: serverTime.toISOString(), status, units: shelf.units })
}

function frame(id: string, event: string, data: object): Frame {
  return { id, bytes: `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n` }
}
