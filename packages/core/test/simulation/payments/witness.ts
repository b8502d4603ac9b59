import { isOutage } from '../../../src/ledger/failures.ts'

/** What the servers have answered. */
export class Witness {
  /** Ids of orders, oldest first. */
  readonly orders: string[] = []
  /** Errors other than outages. */
  readonly unexpected: string[] = []

  /** An unavailable store is not a defect. */
  fails(error: unknown): void {
    const isAway = error instanceof Error && (/Unavailable$|^ReplyLost$/.test(error.name) || isLost(error))
    if (!isAway) this.unexpected.push(String(error instanceof Error ? error.stack : error))
  }
}

/** Drizzle wraps the error of the driver. */
const isLost = (error: unknown): boolean =>
  error instanceof Error && (isOutage(error) || (error.cause !== undefined && isLost(error.cause)))
