import type { SaleLedger } from './books.ts'
import { every, type Finding } from './finding.ts'
import { type Count, countRows } from './row-counts.ts'

/** The ledger by itself: units, counters and limits. */
export function judgeUnits(ledgers: readonly SaleLedger[]): Finding[] {
  const counted = ledgers.map((ledger) => ({ ledger, rows: countRows(ledger) }))
  const of = <Thing>(things: (sale: (typeof counted)[number]) => Thing[]): Thing[] => counted.flatMap(things)
  const differs = ({ name, said, is }: Compared) =>
    spell(said) !== spell(is) && `${name} counts ${spell(said)}, its rows ${spell(is)}`
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
      'items count what their rows say',
      of(({ ledger, rows }) => compared('item', new Map(ledger.items.map((each) => [`${each.id}`, each])), rows.items)),
      differs,
    ),
    every(
      'buyers count what their rows say',
      of(({ ledger, rows }) =>
        compared('buyer', new Map(ledger.buyers.map((each) => [each.userId, each])), rows.buyers),
      ),
      differs,
    ),
    every(
      'buyers of limited items count what their rows say',
      of(({ ledger, rows }) => {
        const said = new Map(ledger.buyerItems.map((each) => [`${each.itemId} of ${each.userId}`, each]))
        return compared('item', said, rows.limitedBuyerItems)
      }),
      differs,
    ),
    every(
      'no buyer has more than a sale allows',
      of(({ ledger, rows }) => [...rows.buyers].map(([name, count]) => ({ name, count, limit: ledger.limit }))),
      aboveLimit,
    ),
    every(
      'no buyer has more than an item allows',
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
  count.sold + count.held > limit && `${name} has ${spell(count)}, and may have ${limit}`

function unitsOf({ items, lines }: SaleLedger) {
  const stockOf = new Map(items.map((item) => [item.id, item.stock]))
  const units = Map.groupBy(lines, (line) => `unit ${line.unitNo} of item ${line.itemId}`)
  return [...units].map(([name, rows]) => ({
    name,
    orderIds: rows.map((row) => row.orderId),
    exists: rows.every((row) => row.unitNo >= 1 && row.unitNo <= (stockOf.get(row.itemId) ?? 0)),
  }))
}
