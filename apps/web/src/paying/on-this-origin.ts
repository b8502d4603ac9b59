/** Paths of this storefront that addresses from the server lead to. */
const OWN = /^\/(test-payment|orders)\//

/**
 * The address without its origin if it leads to this storefront, which may be open under another of its names, with a session of its own.
 * A provider's page stays as it is.
 */
export function onThisOrigin(address: string): string {
  const { pathname } = new URL(address)
  return OWN.test(pathname) ? pathname : address
}
