import { every, type Finding } from './evidence.ts'
import type { SaleLedger } from './stored-state.ts'

/** Consistency of the ledger: units, counters and limits. */
export function judgeUnits(ledgers: readonly SaleLedger[]): Finding[] {
  const counted = ledgers.map((ledger) => ({ ledger, rows: countRows(ledger) }))
  const of = <Item>(items: (sale: (typeof counted)[number]) => Item[]): Item[] => counted.flatMap(items)
  const differs = ({ name, said, is }: Compared) =>
    spell(said) !== spell(is) && `${name} counts ${spell(said)}, but its rows are ${spell(is)}`
  return [
    every(
      'everything is sold',
      of(({ ledger }) => ledger.items),
      ({ id, sold, stock }) => sold !== stock && `item ${id}: ${sold} of ${stock}`,
    ),
    every(
      'no unit is sold twice or beyond the stock',
      of(({ ledger }) => unitsOf(ledger)),
      ({ name, orderIds, exists }) => (orderIds.length > 1 || !exists) && `${name} in ${orderIds.join(' and ')}`,
    ),
    every(
      'items count their rows',
      of(({ ledger, rows }) => compared('item', new Map(ledger.items.map((each) => [`${each.id}`, each])), rows.items)),
      differs,
    ),
    every(
      'buyers count their rows',
      of(({ ledger, rows }) =>
        compared('buyer', new Map(ledger.buyers.map((each) => [each.userId, each])), rows.buyers),
      ),
      differs,
    ),
    every(
      'buyers of limited items count their rows',
      of(({ ledger, rows }) => {
        const said = new Map(ledger.buyerItems.map((each) => [`${each.itemId} of ${each.userId}`, each]))
        return compared('item', said, rows.limitedBuyerItems)
      }),
      differs,
    ),
    every(
      'no buyer exceeds the limit of a sale',
      of(({ ledger, rows }) => [...rows.buyers].map(([name, count]) => ({ name, count, limit: ledger.limit }))),
      aboveLimit,
    ),
    every(
      'no buyer exceeds the limit of an item',
      of(({ rows }) => [...rows.limitedBuyerItems].map(([name, count]) => ({ name, count, limit: count.limit }))),
      aboveLimit,
    ),
  ]
}

interface Compared {
  name: string
  said: Count
  is: Count
}

const NOTHING: Count = { sold: 0, held: 0 }
const spell = ({ sold, held }: Count): string => `${sold} sold and ${held} held`

function compared(what: string, said: ReadonlyMap<string, Count>, rows: ReadonlyMap<string, Count>): Compared[] {
  const names = [...new Set([...said.keys(), ...rows.keys()])]
  return names.map((name) => ({
    name: `${what} ${name}`,
    said: said.get(name) ?? NOTHING,
    is: rows.get(name) ?? NOTHING,
  }))
}

const aboveLimit = ({ name, count, limit }: { name: string; count: Count; limit: number }) =>
  count.sold + count.held > limit && `${name} has ${spell(count)}, limit ${limit}`

function unitsOf({ items, lines }: SaleLedger) {
  const stockOf = new Map(items.map((item) => [item.id, item.stock]))
  const units = Map.groupBy(lines, (line) => `unit ${line.unitNo} of item ${line.itemId}`)
  return [...units].map(([name, rows]) => ({
    name,
    orderIds: rows.map((row) => row.orderId),
    exists: rows.every((row) => row.unitNo >= 1 && row.unitNo <= (stockOf.get(row.itemId) ?? 0)),
  }))
}

interface Count {
  sold: number
  held: number
}

/** Totals of a sale's rows: order lines are sold; active holds and the lines of undecided orders are held. */
function countRows({ items, orders, lines, holds }: SaleLedger) {
  const byItem = new Map<string, Count>()
  const byBuyer = new Map<string, Count>()
  const byLimitedBuyerItem = new Map<string, Count & { limit: number }>()
  const limitOf = new Map(items.flatMap(({ id, limit }) => (limit === null ? [] : [[id, limit] as const])))
  const orderOf = new Map(orders.map((order) => [order.id, order]))

  const add = (itemId: number, userId: string, units: Count) => {
    count(byItem, `${itemId}`, units)
    count(byBuyer, userId, units)
    const limit = limitOf.get(itemId)
    if (limit !== undefined) count(byLimitedBuyerItem, `${itemId} of ${userId}`, { ...units, limit })
  }
  for (const { itemId, orderId } of lines) add(itemId, orderOf.get(orderId)?.userId ?? '', { sold: 1, held: 0 })
  for (const hold of holds) if (hold.status === 'ACTIVE') add(hold.itemId, hold.userId, { sold: 0, held: 1 })
  for (const { userId, status, ordered } of orders) {
    if (status !== 'queued' && status !== 'processing') continue
    for (const line of ordered ?? []) add(line.item_id, userId, { sold: 0, held: line.quantity })
  }
  return { items: byItem, buyers: byBuyer, limitedBuyerItems: byLimitedBuyerItem }
}

function count<Kind extends Count>(counts: Map<string, Kind>, name: string, units: Kind): void {
  const before = counts.get(name)
  counts.set(name, before ? { ...units, sold: before.sold + units.sold, held: before.held + units.held } : units)
}
