import type { GateBooks, LedgerBooks } from './books.ts'
import { checkoutIdOf, type Entry, isAnswered } from './journal.ts'
import { judgeAttempts } from './judge-attempts.ts'
import { judgeOrders } from './judge-orders.ts'
import { EXAMPLES_MAX, none, number, type Verdict } from './verdict.ts'

export interface Evidence {
  journal: readonly Entry[]
  ledger: LedgerBooks
  gate: GateBooks | null
}

/** Holds the crowd's journal, the ledger and the gate against one another. Each verdict is one promise. */
export function judge(evidence: Evidence): Verdict[] {
  return [
    ...judgeUnits(evidence.ledger),
    ...judgeOrders(evidence),
    judgeBuyers(evidence.ledger),
    ...judgeAttempts(evidence),
    judgeGate(evidence.gate, evidence.ledger),
    ...judgeAnswers(evidence.journal),
  ]
}

function judgeUnits({ items, buyers, orders, lines }: LedgerBooks): Verdict[] {
  const stock = total(items, (item) => item.stock)
  const sums = {
    'order lines': lines.length,
    'sold by items': total(items, (item) => item.sold),
    'units of orders': total(orders, (order) => order.units),
    'sold to buyers': total(buyers, (buyer) => buyer.sold),
  }
  const differing = Object.entries(sums).filter(([, sum]) => sum !== lines.length)
  const stockOf = new Map(items.map((item) => [item.id, item.stock]))
  const seen = new Set<string>()
  const wrong = lines.filter(({ itemId, unitNo }) => {
    const key = `${itemId}/${unitNo}`
    const bad = seen.has(key) || unitNo < 1 || unitNo > (stockOf.get(itemId) ?? 0)
    seen.add(key)
    return bad
  })
  const named = wrong.map((line) => `item ${line.itemId} unit ${line.unitNo} in order ${line.orderId}`)
  return [
    { ok: lines.length === stock, finding: `${number(lines.length)} sold of ${number(stock)}`, examples: [] },
    none('units sold twice or beyond the stock', named),
    none(
      'sums of the ledger that differ',
      differing.map(([name, sum]) => `${name}: ${sum}, order lines: ${lines.length}`),
    ),
  ]
}

function judgeBuyers({ limit, orders, lines, buyers }: LedgerBooks): Verdict {
  const buyerOf = new Map(orders.map((order) => [order.id, order.userId]))
  const units = new Map(buyers.map((buyer) => [buyer.userId, buyer.held]))
  for (const line of lines) {
    const userId = buyerOf.get(line.orderId) ?? ''
    units.set(userId, (units.get(userId) ?? 0) + 1)
  }
  const above = [...units].filter(([, count]) => count > limit)
  return none(
    `buyers above the limit of ${limit}`,
    above.map(([userId, count]) => `${userId} has ${count}`),
  )
}

/** What of a sale's ledger the gate must agree with. */
type GateSide = Pick<LedgerBooks, 'soldOut' | 'items' | 'buyers'> & {
  orders: readonly { id: string; status: string }[]
}

/** The gate must agree in sum and by buyer, with nothing out but what is held. It may have let go of a sale that is sold out. */
export function judgeGate(gate: GateBooks | null, { soldOut, items, buyers, orders }: GateSide): Verdict {
  if (!gate) {
    const open = 'the gate is empty, and the sale is not marked as sold out'
    return { ok: soldOut, finding: soldOut ? 'the gate has let go of the sold out sale' : open, examples: [] }
  }
  const free = total(items, (item) => item.stock - item.sold - item.held)
  const sold = new Set(orders.filter((order) => order.status === 'confirmed').map((order) => order.id))
  const explained = total(gate.takes, (take) => take.units) + total(items, (item) => item.held)
  const known = new Map(buyers.map((buyer) => [buyer.userId, buyer.sold + buyer.held]))
  const names = new Set([...known.keys(), ...gate.buyers.keys()])
  const differing = [...names].filter((name) => (known.get(name) ?? 0) !== (gate.buyers.get(name) ?? 0))
  const examples = [
    ...(gate.free === free ? [] : [`the ledger has ${free} free`]),
    ...(gate.out === explained ? [] : [`open takes and holds have ${explained} units`]),
    ...gate.takes.map((take) => `take ${take.id} of ${take.units} units is ${sold.has(take.id) ? 'sold' : 'not sold'}`),
    ...differing.map((name) => `${name}: gate ${gate.buyers.get(name) ?? 0}, ledger ${known.get(name) ?? 0}`),
  ]
  return {
    ok: examples.length === 0,
    finding: `gate and ledger ${examples.length === 0 ? 'agree' : 'disagree'}: ${number(gate.free)} free, ${number(gate.out)} out, ${number(gate.takes.length)} takes open`,
    examples: examples.slice(0, EXAMPLES_MAX),
  }
}

/** What no answer may be, whatever was killed. */
function judgeAnswers(journal: readonly Entry[]): Verdict[] {
  const given = new Set(journal.flatMap((entry) => (entry.given ? [checkoutIdOf(entry.given.code)] : [])))
  const told = ({ op, userId, status, outcome, at }: Entry) => `${op} by ${userId} at ${at} ms: ${status} ${outcome}`
  const defects = journal.filter((entry) => entry.status >= 500 && entry.status !== 503)
  const forged = journal.filter((entry) => entry.forged && isAnswered(entry) && entry.outcome !== 'code_not_found')
  const unknown = journal.filter(
    ({ op, forged, outcome, code }) =>
      op === 'purchase' && !forged && outcome === 'code_not_found' && given.has(checkoutIdOf(code ?? '')),
  )
  return [
    none('forged codes that bought', forged.map(told)),
    none('good codes that were not known', unknown.map(told)),
    none('answers of 500', defects.map(told)),
  ]
}

const total = <Thing>(things: readonly Thing[], of: (thing: Thing) => number): number =>
  things.reduce((sum, thing) => sum + of(thing), 0)
