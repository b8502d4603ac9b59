import type { PurchaseView } from '@hourglass/core/contract'
import type { Api } from '../data/client'
import { troubleOf } from '../data/problem'

/** `failed_items` only of an answer that arrived the first time. */
export type Receipt = Pick<PurchaseView, 'order' | 'purchased_items'> & Partial<Pick<PurchaseView, 'failed_items'>>

/** Buys a checkout. That its code is used already means that an earlier answer was lost on the way: it is ours. */
export async function purchaseOnce(api: Api, code: string): Promise<Receipt> {
  try {
    return await api.purchase.mutate({ code })
  } catch (error) {
    const trouble = troubleOf(error)
    const receipt =
      trouble !== 'connection_lost' && trouble.code === 'code_used' ? receiptIn(trouble.document) : undefined
    if (receipt) return receipt
    throw error
  }
}

/** A `code_used` problem carries the members of the receipt beside its own. */
function receiptIn(document: object): Receipt | undefined {
  const { order, purchased_items } = document as Partial<Receipt>
  return order && purchased_items ? { order, purchased_items } : undefined
}
