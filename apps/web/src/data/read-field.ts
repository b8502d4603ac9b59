import { unpackStates } from '@hourglass/core/contract/feed'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface FieldReading {
  sale: UnsealedSale
  /** One byte an item, an index into ITEM_STATES. */
  states: Uint8Array
}

/** The field of a sale; missing while the sale is sealed. */
export async function readField(saleId: string): Promise<Reading<FieldReading>> {
  const found = await read((api) => api.sales.current.query({ id: pathId(saleId) }))
  if (found.is !== 'found') return found
  const { sale, states } = found.value
  return isUnsealed(sale) && states
    ? { is: 'found', value: { sale, states: unpackStates(states.states, states.items_count) } }
    : { is: 'missing' }
}
