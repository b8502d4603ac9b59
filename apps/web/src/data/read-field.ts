import { unpackStates } from '@hourglass/core/contract/feed'
import { isUnsealed, type UnsealedSale } from '../catalogue/known-things'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface FieldReading {
  sale: UnsealedSale
  /** One byte an item, an index into ITEM_STATES. */
  states: Uint8Array
}

/** The field of a sale; missing while the sale is sealed. */
export async function readField(saleId: string): Promise<Reading<FieldReading>> {
  const found = await read(async (api) => {
    const id = pathId(saleId)
    const [sale, { states, items_count }] = await Promise.all([
      api.sales.get.query({ id }),
      api.sales.states.query({ id }),
    ])
    return { sale, states: unpackStates(states, items_count) }
  })
  if (found.is !== 'here') return found
  const { sale, states } = found.value
  return isUnsealed(sale) ? { is: 'here', value: { sale, states } } : { is: 'missing' }
}
