import { disagreements } from '../../src/operations/upkeep/disagreements.ts'
import type { Told } from './crowd.ts'
import type { LedgerRules } from './ledger-rules.ts'
import type { Server } from './server.ts'

export interface Evidence {
  ledger: LedgerRules
  told: Told
  servers: Server[]
  /** What has happened to this world. */
  suffered: readonly string[]
  /** Nothing could happen to it, and no look of the reconciler amid the traffic counts as a second one. */
  calm: boolean
  drain(): Promise<void>
}

/** Emptied so often beside being empty at first, a call may have found too many epochs gone and have left it to the ledger. */
const FLUSHES_MAX = 2

/** Holds what was told against the ledger, and the ledger against the gate, once everything has come to rest. */
export async function judge(evidence: Evidence): Promise<string[]> {
  const { ledger, told } = evidence
  return [
    ...told.unexpected,
    ...(await gateBesides(evidence)),
    ...kept(ledger, told),
    ...counted(ledger),
    ...admitted(evidence),
  ]
}

/**
 * A gate that was neither rolled back nor left out (as when it could not be built) admits nothing that the ledger refuses; the gate
 * of a calm world is built once.
 */
function admitted({ ledger, suffered, calm }: Evidence): string[] {
  const broken: string[] = []
  const flushes = suffered.filter((kind) => kind === 'flush').length
  const trusted = suffered.every((kind) => kind === 'crash' || kind === 'flush') && flushes < FLUSHES_MAX
  if (trusted && ledger.refusedTakes > 0) broken.push('the ledger refused what the gate had admitted')
  if (calm && ledger.epoch > 2) broken.push('the gate was rebuilt for nothing')
  return broken
}

/** Nothing that was told is missing. */
function kept(ledger: LedgerRules, told: Told): string[] {
  const broken: string[] = []
  for (const { id, userId, units } of told.orders) {
    const order = ledger.orders.get(id)
    if (order?.status !== 'confirmed')
      broken.push(`order ${id} was confirmed to ${userId} and is ${order?.status ?? 'not there'}`)
    else if (order.userId !== userId || order.units !== units) broken.push(`order ${id} is another than was told`)
  }
  for (const { id, userId, itemId } of told.holds) {
    const hold = ledger.hold(id)
    if (hold?.userId !== userId || hold.itemId !== itemId)
      broken.push(`hold ${id} was given to ${userId} and is not there`)
  }
  for (const { id, as } of told.ends) {
    if (ledger.hold(id)?.status !== as) broken.push(`hold ${id} was said to be ${as} and is ${ledger.hold(id)?.status}`)
  }
  return broken
}

/** No unit twice, no limit passed: counted from orders and holds, not from what the ledger counts itself. */
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

/** At rest the gate tells the ledger's story, and nothing is under way in it. */
export async function gateBesides({ ledger, servers, drain }: Evidence): Promise<string[]> {
  const broken: string[] = []
  if (ledger.lockedBy) broken.push('a rebuild never ended')
  for (const { ctx } of servers) if (ctx.dirtySales.size > 0) broken.push('a server still means to rebuild')
  const [server] = servers
  const asking = server?.ctx.gate.compare({ id: ledger.sale.id, epoch: ledger.epoch })
  await drain()
  const gate = await asking
  // Nobody may have needed it yet.
  if (gate?.status === 'no_epoch') return broken
  if (gate?.status !== 'ok') return [...broken, 'the gate has another epoch than the ledger']
  if (gate.takes.size > 0) broken.push(`${gate.takes.size} takes are under way for ever`)
  const { stocks, held, sold, buyers } = ledger
  const found = disagreements({ itemsCount: stocks.length, stocks: Uint32Array.from(stocks) }, gate, {
    held,
    sold,
    buyers,
  })
  return [...broken, ...found]
}
