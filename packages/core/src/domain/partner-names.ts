/** The principal of the operator, who sees the events of all partners. */
export const OPERATOR = 'operator'

/**
 * Prefix of a partner's buyers in the ledger, as in `acme/ann`. A partner's name has no slash, so the first slash is the separator, and no
 * two partners share a buyer.
 */
export const buyerPrefix = (partner: string): string => `${partner}/`

export const qualified = (partner: string, userId: string): string => buyerPrefix(partner) + userId

/** Whether a user id is reserved for partners and browser sessions: `acme/ann`, `guest:…`. */
export const isReservedName = (userId: string): boolean => userId.includes('/') || userId.startsWith('guest:')

/** The partner's own user id of a buyer; null if the buyer belongs to another principal. */
export function unqualified(partner: string, userId: string): string | null {
  const prefix = buyerPrefix(partner)
  return userId.startsWith(prefix) ? userId.slice(prefix.length) : null
}
