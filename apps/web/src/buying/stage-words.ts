import type { ItemState } from '@hourglass/core/contract'
import { countWords } from '../words/count'
import { heldByOtherWords } from '../words/holding'
import type { Sentences } from '../words/sentences'
import { boughtWords, readyWords } from './checkout-words'
import type { PurchaseStage } from './purchase-stage'

const CONNECTION_LOST = {
  check_out: 'Connection lost. Nothing was bought.',
  purchase: 'Still no connection. You won’t be charged twice. Try again when you’re back online.',
}

const DELAYED = {
  connection_lost: 'Connection lost. Checking your order; you won’t be charged twice.',
  busy: 'High demand. Retrying for you…',
}

const CHECKING_OUT = { ...DELAYED, connection_lost: 'Connection lost. Retrying…' }

const BACK_AGAIN = 'It’s back. You can buy it now.'

interface Known {
  /** Available units of the sale; 0 if unknown. */
  left: number
  /** The shopper already owns the item. */
  mine: boolean
  /** The item's state in the live feed; null for a cart. */
  state: ItemState | null
}

/** The stage in a sentence. */
export function stageWords(stage: PurchaseStage, sentences: Sentences, { left, mine, state }: Known): string {
  switch (stage.name) {
    case 'checking_out':
      return stage.delay ? CHECKING_OUT[stage.delay.reason] : 'Checking availability…'
    case 'ready':
      return readyWords(stage.checkout)
    case 'buying':
      return stage.delay ? DELAYED[stage.delay.reason] : 'Placing your order…'
    case 'bought':
      return boughtWords(stage.checkout, stage.receipt)
    case 'refused':
      if (stage.code === 'connection_lost') return CONNECTION_LOST[stage.during]
      if (stage.code === 'item_held' && state !== 'sold')
        return state === 'available' ? BACK_AGAIN : heldByOtherWords(stage.until)
      if (stage.code === 'sign_in_required') return stage.detail ?? sentences.sign_in_required
      if (stage.code !== 'sold_out' && stage.code !== 'item_held') return sentences[stage.code]
      // An item that was held at the request has been sold since.
      if (mine) return 'It’s already yours. You bought it in another tab.'
      if (left === 0) return sentences.sold_out
      return `${sentences.sold_out} ${countWords(left)} ${left === 1 ? 'other is' : 'others are'} available.`
  }
}
