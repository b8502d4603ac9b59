import { findDifferences } from '../../src/operations/upkeep/find-differences.ts'
import type { Responses } from './crowd.ts'
import type { LedgerRules } from './ledger-rules.ts'
import type { Server } from './server.ts'

export interface Evidence {
  ledger: LedgerRules
  responses: Responses
  servers: Server[]
  /** Faults that were injected into this world. */
  suffered: readonly string[]
  /** No faults were injected, and no comparison during traffic counts as a second one. */
  calm: boolean
  drain(): Promise<void>
}

/** After this many flushes, in addition to the initial empty gate, a call may have used up its retry budget and gone to the ledger. */
const FLUSHES_MAX = 2

/** Compares the responses with the ledger, and the ledger with the gate, once all work has finished. */
export async function judge(evidence: Evidence): Promise<string[]> {
  const { ledger, responses } = evidence
  return [
    ...responses.unexpected,
    ...(await gateDifferences(evidence)),
    ...kept(ledger, responses),
    ...counted(ledger),
    ...admitted(evidence),
  ]
}

/**
 * A gate that was neither rolled back nor bypassed (for example because it could not be built) admits nothing that the ledger refuses.
 * The gate of a calm world is built once.
 */
function admitted({ ledger, suffered, calm }: Evidence): string[] {
  const broken: string[] = []
  const flushes = suffered.filter((kind) => kind === 'flush').length
  const trusted = suffered.every((kind) => kind === 'crash' || kind === 'flush') && flushes < FLUSHES_MAX
  if (trusted && ledger.refusedTakes > 0) broken.push('the ledger refused what the gate had admitted')
  if (calm && ledger.epoch > 2) broken.push('the gate was rebuilt without a reason')
  return broken
}

/** Everything that was acknowledged exists. */
function kept(ledger: LedgerRules, responses: Responses): string[] {
  const broken: string[] = []
  for (const { id, userId, units } of responses.orders) {
    const order = ledger.orders.get(id)
    if (order?.status !== 'confirmed')
      broken.push(`order ${id} was confirmed to ${userId} and is ${order?.status ?? 'missing'}`)
    else if (order.userId !== userId || order.units !== units) broken.push(`order ${id} differs from its response`)
  }
  for (const { id, userId, itemId } of responses.holds) {
    const hold = ledger.hold(id)
    if (hold?.userId !== userId || hold.itemId !== itemId)
      broken.push(`hold ${id} was given to ${userId} and is missing`)
  }
  for (const { id, as } of responses.ends) {
    if (ledger.hold(id)?.status !== as)
      broken.push(`hold ${id} was reported as ${as} and is ${ledger.hold(id)?.status}`)
  }
  return broken
}

/** No unit is sold twice and no limit exceeded, counted from orders and holds, not from the ledger's counters. */
function counted(ledger: LedgerRules): string[] {
  const broken: string[] = []
  const out = new Map<number, number>()
  const owned = new Map<string, number>()
  const add = (userId: string, itemId: number, quantity: number) => {
    out.set(itemId, (out.get(itemId) ?? 0) + quantity)
    owned.set(userId, (owned.get(userId) ?? 0) + quantity)
  }
  for (const { userId, lines } of ledger.orders.values())
    for (const line of lines) add(userId, line.itemId, line.quantity)
  for (const { userId, itemId } of ledger.active()) add(userId, itemId, 1)
  for (const [itemId, units] of out) {
    if (units > (ledger.stocks[ledger.at(itemId)] ?? 0)) broken.push(`${units} units of item ${itemId} are out`)
  }
  for (const [userId, units] of owned) if (units > ledger.sale.buyerLimit) broken.push(`${userId} has ${units} units`)
  return broken
}

/** When idle, the gate equals the ledger and has no takes. */
export async function gateDifferences({ ledger, servers, drain }: Evidence): Promise<string[]> {
  const broken: string[] = []
  if (ledger.lockedBy) broken.push('a rebuild did not finish')
  for (const { ctx } of servers) if (ctx.dirtySales.size > 0) broken.push('a server still has a dirty sale')
  const [server] = servers
  const asking = server?.ctx.gate.compare({ id: ledger.sale.id, epoch: ledger.epoch })
  await drain()
  const gate = await asking
  // No request may have needed it yet.
  if (gate?.status === 'no_epoch') return broken
  if (gate?.status !== 'ok') return [...broken, 'the gate has another epoch than the ledger']
  if (gate.takes.size > 0) broken.push(`${gate.takes.size} takes were never settled`)
  const { stocks, held, sold, buyers } = ledger
  const found = findDifferences({ itemsCount: stocks.length, stocks: Uint32Array.from(stocks) }, gate, {
    held,
    sold,
    buyers,
  })
  return [...broken, ...found]
}
