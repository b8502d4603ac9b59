import { packStates } from '../../contract/index.ts'
import type { Units } from '../../gate/index.ts'
import type { Sale } from '../../ledger/index.ts'

/** How old the state of a shelf may be when it is read. */
export const SHELF_MAX_AGE_MS = 100

/** A sale at one instant. */
export interface Shelf {
  epoch: number
  seq: number
  /** Index into ITEM_STATES, by position. */
  states: Uint8Array
  /** The same as text, for the feed and for pages; packed once for all that ask. */
  packed(): string
  /** Units on the shelf, by position. */
  left: Uint32Array
  units: { available: number; held: number; sold: number }
}

/** The latest shelf of each sale, read at most once in SHELF_MAX_AGE_MS however many ask. */
export interface Shelves {
  read(sale: Sale): Promise<Shelf>
}

export interface ShelfSources {
  /** `null`: as known. @throws GateUnavailable */
  fromGate(
    sale: Sale,
    known: { epoch: number; seq: number },
  ): Promise<{ epoch: number; seq: number; units: Units } | null>
  fromLedger(sale: Sale): Promise<Units>
}

export function createShelves(sources: ShelfSources): Shelves {
  const latest = new Map<number, { at: number; shelf: Shelf }>()
  const reading = new Map<number, Promise<Shelf>>()

  async function read(sale: Sale): Promise<Shelf> {
    const last = latest.get(sale.id)?.shelf
    let shelf: Shelf | undefined
    try {
      const seen = await sources.fromGate(sale, last ?? { epoch: 0, seq: 0 })
      shelf = seen ? shelfOf(sale, seen) : last
    } catch {
      // Without a gate the ledger tells, under a seq of its own that no gate gives out.
      shelf = shelfOf(sale, { epoch: sale.epoch, seq: 0, units: await sources.fromLedger(sale) })
    }
    if (!shelf) throw new Error('the gate called a shelf unchanged that was never seen')
    latest.delete(sale.id)
    latest.set(sale.id, { at: performance.now(), shelf })
    for (const id of latest.keys().take(Math.max(0, latest.size - SHELVES_MAX))) latest.delete(id)
    return shelf
  }

  return {
    read(sale) {
      const last = latest.get(sale.id)
      const current = last && last.shelf.epoch >= sale.epoch && performance.now() - last.at < SHELF_MAX_AGE_MS
      if (current) return Promise.resolve(last.shelf)
      let pending = reading.get(sale.id)
      if (!pending) {
        pending = read(sale).finally(() => reading.delete(sale.id))
        reading.set(sale.id, pending)
      }
      return pending
    },
  }
}

/** Shelves kept in memory. */
const SHELVES_MAX = 64

export function shelfOf(sale: Sale, seen: { epoch: number; seq: number; units: Units }): Shelf {
  const { left, out } = seen.units
  const states = new Uint8Array(sale.itemsCount)
  const units = { available: 0, held: 0, sold: 0 }
  for (let i = 0; i < states.length; i++) {
    const free = left[i] ?? 0
    const away = out[i] ?? 0
    states[i] = free > 0 ? 0 : away > 0 ? 1 : 2
    units.available += free
    units.held += away
    units.sold += (sale.stocks[i] ?? 0) - free - away
  }
  let text: string | undefined
  const packed = () => {
    text ??= packStates(states)
    return text
  }
  return { epoch: seen.epoch, seq: seen.seq, states, packed, left, units }
}
