import type { CartView, CheckoutView } from '@hourglass/core/contract'
import type { Api } from './client'
import { loadStored, newKey, store } from './intent'

/** The browser keeps no cookies: each request is another guest's, and what one of them reserves nobody could buy. */
export class CookiesBlocked extends Error {
  override name = 'CookiesBlocked'
}

type Checkout = Parameters<Api['checkout']['mutate']>[0]

/** Kept as long as the keys of intents: what is asked again after a reload must not be refused for what it has reserved itself. */
const PROVEN = 'hourglass cookies'

/** Makes sure, before anything is reserved, that the browser keeps the session's cookie. */
export interface Session {
  /** @throws CookiesBlocked */
  checkOut(input: Checkout): Promise<CheckoutView>
  /** For what reserves: checks out the same items first, which reserves nothing. @throws CookiesBlocked */
  require(input: Checkout): Promise<void>
  /** For a cart that has just been changed. @throws CookiesBlocked */
  requireOwn(cart: CartView): Promise<void>
}

export function createSession(api: Api): Session {
  let proven = false
  const isProven = () => proven || loadStored(PROVEN) !== null

  function prove(same: boolean): void {
    if (!same) throw new CookiesBlocked()
    proven = true
    store(PROVEN, 'kept')
  }
  async function checkOut(input: Checkout): Promise<CheckoutView> {
    if (!cookiesAllowed()) throw new CookiesBlocked()
    if (isProven()) return api.checkout.mutate(input)
    // A key belongs to a session: repeated within the same one, the answer is the same.
    const options = { context: { key: newKey() } }
    const checkout = await api.checkout.mutate(input, options)
    const repeated = await api.checkout.mutate(input, options)
    prove(repeated.code === checkout.code)
    return checkout
  }
  return {
    checkOut,
    async require(input) {
      if (!cookiesAllowed()) throw new CookiesBlocked()
      if (!isProven()) await checkOut(input)
    },
    async requireOwn(cart) {
      if (!isProven()) prove((await api.cart.get.query()).user_id === cart.user_id)
    },
  }
}

const PROBE = 'hg_probe=1'

/** Whether this page may keep cookies. That it may does not mean that those of the API are kept. */
export function cookiesAllowed(): boolean {
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: whether a page may set one is found out by setting one
    document.cookie = `${PROBE}; Max-Age=10; Path=/; SameSite=Lax`
    return navigator.cookieEnabled && document.cookie.includes(PROBE)
  } catch {
    return false
  }
}
