import type { SaleView } from '@hourglass/core/contract'
import { unpackStates } from '../live/states'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface FieldReading {
  sale: SaleView
  /** One byte an item, an index into STATES. */
  states: Uint8Array
}

export function readField(saleId: string): Promise<Reading<FieldReading>> {
  return read(async (api) => {
    const id = pathId(saleId)
    const [sale, { states, items_count }] = await Promise.all([
      api.sales.get.query({ id }),
      api.sales.states.query({ id }),
    ])
    return { sale, states: unpackStates(states, items_count) }
  })
}
