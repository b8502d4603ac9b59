import { sql } from 'drizzle-orm'
import { audit, reconcileMoney } from '../../../src/operations/index.ts'
import { granted } from '../../held-shop.ts'
import { notedBy } from './watch-money.ts'
import type { World } from './world.ts'

interface Settled {
  [column: string]: unknown
  id: string
  status: string
  units: number
  returned: number
  total: number
  /** Rows in the lists of sold and returned units, and what the sold ones cost. */
  lines: number
  value: number
  back: number
  money: string | null
  amount: number
  refunded: number
  refunds: number
  keys: number
}

/** Broken promises of a world in which everything that was due is done. */
export async function judge(world: World): Promise<string[]> {
  const { slot, sale, witness } = world
  const [server] = slot.servers
  const { rows } = await slot.outside.db.execute<Settled>(sql`
    SELECT o.id, o.status, o.units, o.returned, o.total::float8 AS total, coalesce(l.lines, 0)::int AS lines,
      coalesce(l.value, 0)::float8 AS value,
      (SELECT count(*) FROM returned_lines WHERE order_id = o.id)::int AS back,
      t.status AS money, coalesce(t.amount, 0)::float8 AS amount, coalesce(t.refunded, 0)::float8 AS refunded,
      (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = o.id AND status = 'done')::float8 AS refunds,
      (SELECT count(*) FROM test_refunds WHERE order_id = o.id)::int AS keys
    FROM orders o LEFT JOIN test_payments t ON t.order_id = o.id
    LEFT JOIN (
      SELECT order_id, count(*) AS lines, sum(price) AS value FROM order_lines WHERE sale_id = ${sale.id} GROUP BY order_id
    ) AS l ON l.order_id = o.id
    WHERE o.sale_id = ${sale.id} AND o.status <> 'void'`)
  const { promises, units } = granted(await audit(server, { id: sale.id }))
  const money = granted(await reconcileMoney(server, { id: sale.id }))
  return [
    ...witness.unexpected,
    ...(await notedBy(slot.outside)),
    ...rows.flatMap(brokenIn),
    ...(await gapsIn(world)),
    ...Object.entries(promises).flatMap(([promise, kept]) => (kept ? [] : [`not ${promise}`])),
    ...(units.held > 0 ? [`${units.held} units are held for nobody`] : []),
    ...(await busyIn(world)),
    ...money.differences.map(({ order_id, expected, found }) => `order ${order_id}: ${expected}, but ${found}`),
  ]
}

function brokenIn(order: Settled): string[] {
  const is = JSON.stringify(order)
  const { status, units, returned, total, lines, value, back, money, amount, refunded, refunds } = order
  const broken: string[] = []
  const owns = status === 'confirmed' || status === 'partly_refunded'
  if (lines !== (owns ? units - returned : 0) || back !== returned) broken.push(`units do not add up: ${is}`)
  const kept = money === 'captured' || money === 'refunded' ? amount - refunded : 0
  if (kept !== value) broken.push(`money kept is not the value of its units: ${is}`)
  if ((owns || returned > 0) && amount !== total) broken.push(`another amount was taken: ${is}`)
  if (refunded !== refunds) broken.push(`refunds are not what was given back: ${is}`)
  if (money === 'authorized' || money === 'pending') broken.push(`money is reserved for ever: ${is}`)
  if (status === 'awaiting_payment') broken.push(`never decided: ${is}`)
  return broken
}

/** Payments that still have a step left. One that has ended is read again now and then. */
async function busyIn({ slot, sale }: World): Promise<string[]> {
  const { rows } = await slot.outside.db.execute<{ is: string }>(sql`
    SELECT row_to_json(p)::text AS is FROM payments p
    WHERE p.sale_id = ${sale.id} AND (
      (p.due_at IS NOT NULL AND p.state <> 'canceled')
      OR EXISTS (SELECT FROM refunds r WHERE r.order_id = p.order_id AND r.status = 'pending')
    )`)
  return rows.map(({ is }) => `a payment never ends: ${is}`)
}

/** Units of an item are numbered from 1 without gaps. */
async function gapsIn({ slot, sale }: World): Promise<string[]> {
  const { rows } = await slot.outside.db.execute<{ id: number; sold: number; last: number; listed: number }>(sql`
    SELECT i.id, i.sold, coalesce(max(l.unit_no), 0)::int AS last, count(l.unit_no)::int AS listed
    FROM items i LEFT JOIN order_lines l ON l.sale_id = i.sale_id AND l.item_id = i.id
    WHERE i.sale_id = ${sale.id} GROUP BY i.id, i.sold`)
  return rows.flatMap((item) =>
    item.sold === item.last && item.sold === item.listed ? [] : [`unit numbers have gaps: ${JSON.stringify(item)}`],
  )
}
