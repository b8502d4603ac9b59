import type { AuditView, SaleView } from '@hourglass/core/contract'
import { pathId } from './path-id'
import { type Reading, read } from './reading'

export interface Proof {
  sale: SaleView
  audit: AuditView
}

/** A sale and its books, summed as they are asked for. */
export function readProof(saleId: string): Promise<Reading<Proof>> {
  return read(async (api) => {
    const id = pathId(saleId)
    const [sale, audit] = await Promise.all([api.sales.get.query({ id }), api.sales.audit.query({ id })])
    return { sale, audit }
  })
}
