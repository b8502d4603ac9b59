import type { Role } from '../operating.ts'

/** An account as its owner sees it. tRPC only, as are the other views of accounts. */
export interface AccountView {
  /** Its user id. */
  id: string
  /** Empty if the shopper has not given one. */
  name: string
  email: string
  role: Role | null
  /** Whether the public history of an item that it owns shows its name. */
  shows_name: boolean
  created_at: string
  passkeys: { id: string; name: string | null; created_at: string | null }[]
  /** Newest first. */
  sessions: { id: string; user_agent: string | null; signed_in_at: string; current: boolean }[]
  /** `oidc` if it has signed in through the OpenID Connect issuer. */
  identities: string[]
}

/** How a shopper can sign in here. */
export interface SignInMethodsView {
  /** `mailbox`: codes are not sent but shown where the server runs, for development. `none`: this shop sends no mail. */
  code: 'smtp' | 'mailbox' | 'none'
  /** Host name that passkeys belong to: they work on its pages only. */
  passkey: string
  /** Name of the OpenID Connect issuer; `null` without one. */
  oidc: string | null
}

/** Everything that is stored about an account. Money is in minor units of the sale's currency. */
export interface AccountExport {
  account: AccountView
  /** Browsers whose purchases were linked when they signed in. */
  guests: { id: string; linked_at: string }[]
  orders: {
    id: string
    sale_id: number
    user_id: string
    status: string
    units: number
    total: number
    created_at: string
    item_ids: number[]
  }[]
  reservations: {
    id: string
    sale_id: number
    item_id: number
    user_id: string
    status: string
    created_at: string
    expires_at: string
  }[]
  /** Checkouts in the sales of the orders and reservations above. */
  attempts: { id: string; sale_id: number; item_ids: number[]; user_id: string; outcome: string; at: string }[]
  cart: { item_id: number; sale_id: number; quantity: number; added_at: string }[]
}
