import type { Outcome } from '@hourglass/core/contract'
import { maskMailAddress } from '@hourglass/core/domain'
import { type Context, ledgerRefusal, placeOf, withAuditLog } from '@hourglass/core/operations'
import type { OperationRoute } from '../routes/route.ts'

/** Runs a route's operation. If the route is audited, the audit log entry is written before the operation runs. */
export function runAudited<Value>(
  ctx: Context,
  { audit }: { audit?: OperationRoute['audit'] | undefined },
  by: { actor: string; traceId: string; input: unknown } | null,
  run: () => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  if (!audit || !by) return run().catch(ledgerRefusal)
  const { actor, traceId, input } = by
  const entry = { actor, action: audit.action, subject: subjectOf(input, audit.subject), traceId }
  return withAuditLog(ctx, entry, run).catch(ledgerRefusal)
}

/** The subject of an entry. URLs may contain secrets, so only their host is logged; e-mail addresses are masked. */
function subjectOf(input: unknown, member = ''): string {
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, member) : undefined
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  if (member === 'email') return text.includes('@') ? maskMailAddress(text) : ''
  return member === 'url' ? placeOf(text) : text
}
