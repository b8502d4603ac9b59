import type { Basket } from '../buying/basket'
import { loadStored, store } from '../data/intent'

/** What a shopper was doing when an account was needed. */
export type Continuation =
  | { do: 'buy'; basket: Basket }
  | { do: 'hold'; itemId: number }
  | { do: 'order'; saleId: number }

const PLACE = 'hourglass continue'
/** In the address that a sign-in returns to. Without a stored continuation of this tab it means nothing. */
export const CONTINUE = '#continue'

/** Keeps it while the browser is at an issuer. */
export const keepContinuation = (continuation: Continuation): void => store(PLACE, JSON.stringify(continuation))

/** Takes the kept continuation, once, if the page's address asks for it and it is of this kind. */
export function takeContinuation<Kind extends Continuation['do']>(
  kind: Kind,
): Extract<Continuation, { do: Kind }> | null {
  if (location.hash !== CONTINUE) return null
  const kept: Continuation | null = JSON.parse(loadStored(PLACE) ?? 'null')
  if (kept?.do !== kind) return null
  store(PLACE, null)
  history.replaceState(history.state, '', location.pathname + location.search)
  return kept as Extract<Continuation, { do: Kind }>
}
