import { CHECKOUT_ITEMS_MAX, no, type Refused } from '../../contract/index.ts'
import type { ItemLine } from '../sale/views.ts'

/** What the gate or the ledger found of the items asked for. */
export type Chosen = { ok: true; lines: ItemLine[] } | Refused

export const tooMany = (): Refused => {
  const detail = `id takes at most ${CHECKOUT_ITEMS_MAX} items in one checkout`
  return no('invalid_request', { detail, errors: [{ pointer: '#/id', detail }] })
}
