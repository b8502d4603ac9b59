import { packStates } from '../../contract/index.ts'
import type { Units } from '../../gate/index.ts'
import type { Sale } from '../../ledger/index.ts'

/** Maximum age of a cached shelf. */
export const SHELF_MAX_AGE_MS = 100

/** The state of a sale at one instant. */
export interface Shelf {
  epoch: number
  seq: number
  /** Index into ITEM_STATES, by position. */
  states: Uint8Array
  /** `states` packed as text for the feed and for pages. Packed once per shelf. */
  packed(): string
  /** Units on the shelf, by position. */
  left: Uint32Array
  units: { available: number; held: number; sold: number }
}

/** Caches the latest shelf of each sale. Each is read at most once per SHELF_MAX_AGE_MS, regardless of load. */
export interface Shelves {
  read(sale: Sale): Promise<Shelf>
}

export interface ShelfSources {
  /** `null`: unchanged since `known`. @throws GateUnavailable */
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
      // Without a gate the ledger is read. Its shelf has seq 0, which no gate uses.
      shelf = shelfOf(sale, { epoch: sale.epoch, seq: 0, units: await sources.fromLedger(sale) })
    }
    if (!shelf) throw new Error('the gate reported a shelf as unchanged that was never read')
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

/** Most shelves in memory. */
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
