/**
 * The ledger cannot answer now. Whether the commit took place may be unknown; the same rows under the same ids can
 * be sent again.
 */
export class LedgerUnavailable extends Error {
  override name = 'LedgerUnavailable'
}

/** The same, and it may have been done: the answer was lost on its way. */
export class Unheard extends LedgerUnavailable {
  override name = 'Unheard'
}

/** SQLSTATE of an error that PostgreSQL itself reported (PostgreSQL manual, appendix A); undefined for a broken line. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const LINE_BROKEN = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/
const LINE_SILENT = /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable/
/** Connection, resources, operator intervention, system errors, a server that is read-only (PostgreSQL manual, appendix A). */
const SERVER_AWAY = /^(08|53|57|58|XX|25006)/

/** Whether an error, or what caused it, says that PostgreSQL cannot be had now. Anything else is a defect. */
export function isLedgerAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : ''
    if (at instanceof LedgerUnavailable || LINE_BROKEN.test(code) || LINE_SILENT.test(at.message)) return true
    if (SERVER_AWAY.test(sqlState(at) ?? '')) return true
  }
  return false
}

/** Data or a constraint: perhaps one row's fault. */
export function isPoison(error: unknown): boolean {
  return /^(22|23)/.test(sqlState(error) ?? '')
}

/** Lost a race that the next try will see settled: deadlock, serialization, two first units of one buyer. */
export function isRace(error: unknown): boolean {
  return /^(40001|40P01|23505|23514)$/.test(sqlState(error) ?? '')
}

/** The fault of code, not of circumstances: a statement that cannot be right. */
function isDefect(error: unknown): boolean {
  return error instanceof TypeError || /^(42|0A|26)/.test(sqlState(error) ?? '')
}

/** No connection, no answer, no disk, shutting down, starting up, or a timeout: everything that passes by itself. */
export function isOutage(error: unknown): boolean {
  return error instanceof LedgerUnavailable || !(isPoison(error) || isRace(error) || isDefect(error))
}
