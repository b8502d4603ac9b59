/** The ledger is unavailable. Whether the commit happened may be unknown; the same rows can be resent under the same ids. */
export class LedgerUnavailable extends Error {
  override name = 'LedgerUnavailable'
}

/** The statement was sent, but its response was lost: it may have been committed. */
export class ReplyLost extends LedgerUnavailable {
  override name = 'ReplyLost'
}

/** SQLSTATE of an error that PostgreSQL itself reported (PostgreSQL manual, appendix A); undefined for a connection error. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const CONNECTION_BROKEN = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/
const CONNECTION_TIMED_OUT =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable/
/** Connection, resources, operator intervention, system errors, a server that is read-only (PostgreSQL manual, appendix A). */
const SERVER_AWAY = /^(08|53|57|58|XX|25006)/

/** Whether an error, or one of its causes, means that PostgreSQL is unavailable. Anything else is a defect. */
export function isLedgerAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : ''
    if (at instanceof LedgerUnavailable || CONNECTION_BROKEN.test(code) || CONNECTION_TIMED_OUT.test(at.message))
      return true
    if (SERVER_AWAY.test(sqlState(at) ?? '')) return true
  }
  return false
}

/** A data or constraint error, which one poison row may have caused. */
export function isPoison(error: unknown): boolean {
  return /^(22|23)/.test(sqlState(error) ?? '')
}

/** A lost race that a retry resolves: deadlock, serialization failure, concurrent first inserts for one buyer. */
export function isRace(error: unknown): boolean {
  return /^(40001|40P01|23505|23514)$/.test(sqlState(error) ?? '')
}

/** A defect in the code, such as an invalid statement. */
function isDefect(error: unknown): boolean {
  return error instanceof TypeError || /^(42|0A|26)/.test(sqlState(error) ?? '')
}

/** A transient failure: no connection, no response, disk full, shutdown, startup, or a timeout. */
export function isOutage(error: unknown): boolean {
  return error instanceof LedgerUnavailable || !(isPoison(error) || isRace(error) || isDefect(error))
}
