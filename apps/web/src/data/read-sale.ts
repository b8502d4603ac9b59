import type { AuditView, SalesView, SaleView } from '@hourglass/core/contract'
import { unpackStates } from '@hourglass/core/contract/feed'
import { isUnsealed, type UnsealedSale } from '../catalogue/item-cache'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface FieldReading {
  sale: UnsealedSale
  /** One byte per item, an index into ITEM_STATES. */
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

export interface Proof {
  sale: SaleView
  audit: AuditView
}

/** A sale and its audit, recounted for this call. */
export function readProof(saleId: string): Promise<Reading<Proof>> {
  return read(async (api) => {
    const id = pathId(saleId)
    const [sale, audit] = await Promise.all([api.sales.get.query({ id }), api.sales.audit.query({ id })])
    return { sale, audit }
  })
}

export interface Next {
  startsAt: string
  serverTime: string
}

/** When the next hourly sale starts. */
export function readNext(): Promise<Reading<Next>> {
  return read(async (api) => {
    const { next_starts_at, server_time } = await api.sales.active.query()
    return { startsAt: next_starts_at, serverTime: server_time }
  })
}

const PAGE_SALES = 24

/** A page of the sales that have started, newest first. `before`: the last id of the previous page. */
export function readPast(before: number | null): Promise<Reading<SalesView>> {
  return read(async (api) => {
    const page = await api.sales.list.query({ limit: PAGE_SALES, ...(before !== null && { cursor: before }) })
    return { ...page, sales: page.sales.filter(({ status }) => status !== 'scheduled') }
  })
}
