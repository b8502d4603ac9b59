import type { Call } from '../call.ts'

/** What a check is given: the server, a buyer of its own, and items that can be bought. */
export interface Target {
  origin: string
  call: Call
  /** A name that nobody else has. */
  buyer(): string
  /** Items of the sale that is open, each given out once. */
  item(): number
  saleId: number
  /** Whether the caller may also do what an operator does. */
  scopes: { webhooks: boolean; admin: boolean }
}

export interface Check {
  /** What must hold. */
  title: string
  run(shop: Target): Promise<void>
  /** What the caller must be allowed for it to be tried. */
  needs?: keyof Target['scopes']
}
