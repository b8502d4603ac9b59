/** State of the server process. */
export interface Lifecycle {
  /** Requests can be served: the ledger is migrated and loaded, and the sale of this hour exists. */
  ready: boolean
  /** Startup has tried PostgreSQL and failed. Meaningful only while not ready. */
  ledgerAway?: boolean
  draining: boolean
}
