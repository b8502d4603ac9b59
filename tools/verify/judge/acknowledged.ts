import { type Call, checkoutIdOf } from '../crowd/calls.ts'
import { describeCall, every, type Finding, type IndexedEvidence, orderedUnits, spelled, unitsOf } from './evidence.ts'

/** Every acknowledged success is in the ledger with its buyer, items and quantities, and every reported final status is correct. */
export function judgeAcknowledged(found: IndexedEvidence): Finding[] {
  const of = (kind: Call['kind'], ...outcomes: string[]) =>
    found.calls.filter((call) => call.kind === kind && outcomes.includes(call.outcome))
  const checked = (missing: (found: IndexedEvidence, call: Call) => boolean) => (call: Call) =>
    missing(found, call) && `${describeCall(call)}: ${JSON.stringify(call.body).slice(0, 200)}`
  return [
    every('acknowledged reservations are in the ledger', of('hold', 'ok'), checked(holdIsMissing)),
    every('acknowledged orders are in the ledger', of('order', 'ok'), checked(orderIsMissing)),
    every('acknowledged purchases are in the ledger', of('purchase', 'ok', 'code_used'), checked(purchaseIsMissing)),
    every('acknowledged confirmations are sold', of('confirm', 'ok', 'hold_confirmed'), checked(confirmationIsMissing)),
    every(
      'reported final statuses are correct',
      found.calls.filter((call) => reportedEnd(call)),
      (call) => {
        const end = reportedEnd(call)
        const is = end && (found.holds.get(end.id)?.status ?? found.orders.get(end.id)?.status)
        return is !== end?.status && `${describeCall(call)}: reported ${end?.status}, ledger has ${is}`
      },
    ),
  ]
}

function holdIsMissing({ holds }: IndexedEvidence, { userId, lines, body }: Call): boolean {
  const hold = holds.get(body.id ?? '')
  return hold?.userId !== userId || hold.itemId !== lines?.[0]?.id || hold.status === 'VOID'
}

function orderIsMissing({ orders }: IndexedEvidence, { userId, lines, body }: Call): boolean {
  const order = orders.get(body.id ?? '')
  const wanted = spelled(unitsOf(lines ?? []))
  return (
    order?.userId !== userId || spelled(orderedUnits(order)) !== wanted || spelled(unitsOf(body.items ?? [])) !== wanted
  )
}

function purchaseIsMissing({ orders }: IndexedEvidence, { userId, code = '', body }: Call): boolean {
  const order = orders.get(checkoutIdOf(code))
  const reported = spelled(unitsOf(body.purchased_items ?? []))
  return (
    order?.id !== body.order?.id ||
    order?.status !== 'confirmed' ||
    order.userId !== userId ||
    spelled(order.sold) !== reported
  )
}

function confirmationIsMissing({ orders, holds }: IndexedEvidence, { userId, subject = '', body }: Call): boolean {
  const order = orders.get(subject)
  const named = body.order?.id === subject && body.reservation?.id === subject
  return (
    !named || order?.status !== 'confirmed' || order.userId !== userId || holds.get(subject)?.status !== 'CONFIRMED'
  )
}

const ENDS = new Set(['CONFIRMED', 'CANCELED', 'EXPIRED', 'confirmed', 'failed'])
const REFUSED_ENDS: Record<string, string> = {
  hold_confirmed: 'CONFIRMED',
  hold_canceled: 'CANCELED',
  hold_expired: 'EXPIRED',
}

/** The final status that a response reports for its reservation or order. */
function reportedEnd({ kind, subject, outcome, body }: Call): { id: string; status: string } | undefined {
  const refused = REFUSED_ENDS[outcome]
  if (refused && subject) return { id: subject, status: refused }
  if (outcome !== 'ok') return undefined
  const { id, status } = kind === 'confirm' ? (body.reservation ?? {}) : body
  return id && status && ENDS.has(status) ? { id, status } : undefined
}
