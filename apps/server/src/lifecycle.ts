/** What the process knows of itself. */
export interface Lifecycle {
  /** The ledger is migrated and read, and the sale of this hour is there: requests can be served. */
  ready: boolean
  /** While it is not ready: PostgreSQL was asked, and did not answer. */
  ledgerAway?: boolean
  draining: boolean
}
