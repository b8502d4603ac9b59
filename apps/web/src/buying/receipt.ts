import type { PurchaseView } from '@hourglass/core/contract'
import type { Api } from '../data/client'
import { troubleOf } from '../data/problem'

/** `failed_items` is missing if the first response was lost. */
export type Receipt = Pick<PurchaseView, 'order' | 'purchased_items'> & Partial<Pick<PurchaseView, 'failed_items'>>

/** Purchases a checkout. `code_used` means that the response to an earlier try was lost: the purchase is ours. */
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

/** A `code_used` problem document also carries the members of the receipt. */
function receiptIn(document: object): Receipt | undefined {
  const { order, purchased_items } = document as Partial<Receipt>
  return order && purchased_items ? { order, purchased_items } : undefined
}
