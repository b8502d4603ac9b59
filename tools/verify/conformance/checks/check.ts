import type { Call } from '../call.ts'

/** The server under test, with buyers and items for the check. */
export interface Target {
  origin: string
  call: Call
  /** Returns a unique buyer name. */
  buyer(): string
  /** Returns an item of the open sale; each one once. */
  item(): number
  saleId: number
  /** Additional scopes of the caller's key. */
  scopes: { webhooks: boolean; admin: boolean }
}

export interface Check {
  /** The property that is checked. */
  title: string
  run(shop: Target): Promise<void>
  /** The check is skipped unless the caller's key has this scope. */
  needs?: keyof Target['scopes']
}
