import { checkoutIdOf, type Entry } from './journal.ts'
import type { Evidence } from './judge.ts'
import { none, type Verdict } from './verdict.ts'

/** What the crowd asked for under one checkout's id, and what it heard. */
interface Asked {
  userId: string
  /** Items that a purchase of it may sell. */
  items: Set<number>
  purchases: Entry[]
}

/** Acknowledged purchases against the ledger, and the ledger against what was asked for. */
export function judgeOrders({ journal, ledger }: Evidence): Verdict[] {
  const asked = collect(journal)
  const linesOf = Map.groupBy(ledger.lines, (line) => line.orderId)
  const sold = new Set(ledger.lines.map((line) => `${line.orderId} item ${line.itemId}`))

  const acknowledged = journal.flatMap((entry) => (entry.order ? [entry.order] : []))
  const pairs = new Set(acknowledged.flatMap(({ id, itemIds }) => itemIds.map((itemId) => `${id} item ${itemId}`)))
  const missing = [...pairs].filter((pair) => !sold.has(pair))

  const unasked: string[] = []
  const unheard: string[] = []
  for (const order of ledger.orders) {
    const ask = asked.get(order.id)
    const lines = linesOf.get(order.id) ?? []
    if (!ask || ask.purchases.length === 0) unasked.push(`order ${order.id} of ${order.userId}: no purchase was sent`)
    // A void order carries no buyer's wish: it only occupies the id of a take that was given up.
    else if (order.status === 'confirmed') {
      if (ask.userId !== order.userId) unasked.push(`order ${order.id} is ${order.userId}'s, asked by ${ask.userId}`)
      const foreign = lines.filter((line) => !ask.items.has(line.itemId))
      unasked.push(...foreign.map((line) => `order ${order.id} has item ${line.itemId}, which nobody checked out`))
      if (ask.purchases.every((entry) => isRefusal(entry)))
        unheard.push(`order ${order.id}: ${outcomes(ask.purchases)}`)
    }
  }
  const known = new Set(ledger.orders.map((order) => order.id))
  const stray = ledger.lines.filter((line) => !known.has(line.orderId))
  unasked.push(...stray.map((line) => `item ${line.itemId} is of order ${line.orderId}, which does not exist`))

  return [
    none('acknowledged purchases missing in the ledger', missing),
    none('sales that nobody asked for', unasked),
    none('sales that were answered with a refusal', unheard),
    none('answers about one order that contradict', contradictions(journal)),
  ]
}

/** A refusal that is final: the buyer goes away without the item. */
const isRefusal = (entry: Entry): boolean => !entry.order && entry.status >= 400 && entry.status < 500

const outcomes = (entries: readonly Entry[]): string => entries.map((entry) => entry.outcome).join(', ')

function collect(journal: readonly Entry[]): Map<string, Asked> {
  const asked = new Map<string, Asked>()
  const under = (code: string, userId: string): Asked => {
    const id = checkoutIdOf(code)
    const found = asked.get(id) ?? { userId, items: new Set(), purchases: [] }
    asked.set(id, found)
    return found
  }
  for (const entry of journal) {
    if (entry.forged) continue
    for (const itemId of entry.given?.itemIds ?? []) under(entry.given?.code ?? '', entry.userId).items.add(itemId)
    if (entry.code === undefined) continue
    const ask = under(entry.code, entry.userId)
    // An addition whose answer was lost may have been recorded.
    if (entry.op === 'checkout') for (const itemId of entry.itemIds) ask.items.add(itemId)
    else ask.purchases.push(entry)
  }
  return asked
}

function contradictions(journal: readonly Entry[]): string[] {
  const first = new Map<string, string>()
  const found: string[] = []
  for (const { order, code } of journal) {
    if (!order) continue
    const items = order.itemIds.toSorted((a, b) => a - b).join(', ')
    const before = first.get(order.id) ?? items
    first.set(order.id, before)
    if (before !== items) found.push(`order ${order.id}: once items ${before}, once ${items}`)
    if (checkoutIdOf(code ?? '') !== order.id) found.push(`order ${order.id} came of another checkout's code`)
  }
  return found
}
