import { isGuest } from './guests.ts'

/** The principal of the operator, who sees the events of all partners. */
export const OPERATOR = 'operator'

/**
 * A partner has two principals: `acme` for its live keys and `test:acme` for its test keys. Everything that belongs to a caller is stored
 * under the principal: buyers, codes, carts, idempotency keys and webhooks. A test key therefore shares nothing with a live one.
 */
const TEST_PREFIX = 'test:'

export const testPrincipal = (partner: string): string => TEST_PREFIX + partner

/** Whether a principal is one of test keys. A partner's own name has no colon. */
export const isTestPrincipal = (principal: string): boolean => principal.startsWith(TEST_PREFIX)

/** The partner that a principal belongs to. */
export const partnerOf = (principal: string): string =>
  isTestPrincipal(principal) ? principal.slice(TEST_PREFIX.length) : principal

/** Whether a buyer, as the ledger stores it, belongs to a test key. */
export const isTestBuyer = (userId: string): boolean => TEST_BUYER.test(userId)
const TEST_BUYER = /^test:[a-z0-9][a-z0-9-]{0,30}\//

/**
 * Prefix of a partner's buyers in the ledger, as in `acme/ann`. A partner's name has no slash, so the first slash is the separator, and no
 * two partners share a buyer.
 */
export const buyerPrefix = (partner: string): string => `${partner}/`

export const qualified = (partner: string, userId: string): string => buyerPrefix(partner) + userId

/** Whether a user id is reserved for partners, guests and accounts: `acme/ann`, `guest:…`, `account:…`. */
export const isReservedName = (userId: string): boolean =>
  userId.includes('/') || isGuest(userId) || userId.startsWith('account:')

/** The partner's own user id of a buyer; null if the buyer belongs to another principal. */
export function unqualified(partner: string, userId: string): string | null {
  const prefix = buyerPrefix(partner)
  return userId.startsWith(prefix) ? userId.slice(prefix.length) : null
}
