import type { CartView, CheckoutView } from '@hourglass/core/contract'
import type { Api } from './client'
import { loadStored, newKey, store } from './intent'

/** The browser blocks cookies: every request would be a new guest, and no guest could buy what another has reserved. */
export class CookiesBlocked extends Error {
  override name = 'CookiesBlocked'
}

type Checkout = Parameters<Api['checkout']['mutate']>[0]

/** Stored as long as idempotency keys, so that a retry after a reload is not refused because of its own reservation. */
const PROVEN = 'hourglass cookies'

/** Verifies that the browser keeps the session cookie before anything is reserved. */
export interface Session {
  /** @throws CookiesBlocked */
  checkOut(input: Checkout): Promise<CheckoutView>
  /** Before a reservation: checks out the same items, which reserves nothing. @throws CookiesBlocked */
  require(input: Checkout): Promise<void>
  /** After a change of the cart. @throws CookiesBlocked */
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
    // Idempotency keys are per session: within one session the repeated call returns the same response.
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

/** Whether this page may set cookies. The API's cookies may be blocked even so. */
export function cookiesAllowed(): boolean {
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: whether a page may set one is found out by setting one
    document.cookie = `${PROBE}; Max-Age=10; Path=/; SameSite=Lax`
    return navigator.cookieEnabled && document.cookie.includes(PROBE)
  } catch {
    return false
  }
}
