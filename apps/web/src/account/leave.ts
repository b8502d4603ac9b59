import type { ShopCache } from '../data/trpc'
import { shopperChanged } from './shopper-changed'

/** After the account has ended here: other tabs forget it, and this one opens the first page. */
export function leave(cache: ShopCache): void {
  shopperChanged(cache)
  location.assign('/')
}
