/** The operator of the shop, where partners are told apart: it hears of everything. */
export const OPERATOR = 'operator'

/**
 * A partner's buyers in the ledger: `acme/ann`. A partner's name has no slash, so the first one parts the two, and no two
 * partners share a buyer.
 */
export const buyerPrefix = (partner: string): string => `${partner}/`

export const qualified = (partner: string, userId: string): string => buyerPrefix(partner) + userId

/** Whether a name is one that only a partner's key or a browser's session can have: `acme/ann`, `guest:…`. */
export const isReservedName = (userId: string): boolean => userId.includes('/') || userId.startsWith('guest:')

/** The partner's own name for a buyer; null when the buyer is another's. */
export function unqualified(partner: string, userId: string): string | null {
  const prefix = buyerPrefix(partner)
  return userId.startsWith(prefix) ? userId.slice(prefix.length) : null
}
