import { setTimeout as delay } from 'node:timers/promises'
import type { CheckoutView, PurchaseView, SaleView } from '@hourglass/core/contract'
import { createRandom, type Random } from '../../../harness/random.ts'
import { ask } from '../../ask.ts'
import { type Injection, pause } from '../../inject.ts'
import { every, type Finding } from '../../judge/evidence.ts'
import { readAtOnce, readGate } from '../../judge/stored-state.ts'
import { killAndFlush } from '../beside.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'

const BUYERS = 8
const ITEMS = 12
const STOCK = 400
const PRICE = 1_000
const LIMIT = 1_000_000
/** Pauses between two faults of a kind, and between two corrections. */
const KILL_MS = 2_000
const FLUSH_MS = 1_500
const CORRECT_MS = 60
/** Longest time that a buyer takes between checkout and purchase, in which the price may be corrected. */
const THINK_MS = 300
/** One correction in so many withdraws an item. At least one item stays. */
const WITHDRAW_ONE_IN = 40

/** How long the gate may differ from the ledger after the last purchase: as in judge/stored-state.ts. */
const SETTLE_MS_MAX = 20_000
const SETTLE_PAUSE_MS = 250

/** A purchase that was acknowledged, with the prices that its checkout had shown. */
interface Bought {
  orderId: string
  total: number
  shown: number
}

const corrected: Fault = {
  name: 'corrections',
  what: 'a merchant corrects stock and prices and withdraws items while they sell, servers are killed and Redis is flushed',
  beside: besideCrowd,
  inject: killAndFlush(KILL_MS, FLUSH_MS),
}

async function besideCrowd(environment: Environment, injection: Injection): Promise<Finding[]> {
  const { size } = environment
  const sale = await openSale(environment)
  const bought: Bought[] = []
  const buyers = Array.from({ length: BUYERS }, (_, i) => buy(environment, injection, { sale, bought, i }))
  const withdrawn = await correct(environment, injection, { sale, random: createRandom(size.seed + 77) })
  await Promise.all(buyers)
  await applyRules(environment, { sale, bought, withdrawn })
  return judge(environment, sale, { bought, withdrawn })
}

async function openSale({ floor }: Environment): Promise<SaleView> {
  const items = Array.from({ length: ITEMS }, (_, i) => ({ name: `Corrected ${i}`, stock: STOCK, price: PRICE }))
  const body = { name: 'Corrected', buyer_limit: LIMIT, guests: 'allowed', items }
  return floor.sender.send(async (server) => {
    const answer = await server.client.send<SaleView>('POST', '/v1/admin/sales', { key: 'corrected', body })
    return { entry: answer.body, answer, answered: answer.status === 201, mayWalk: false }
  })
}

/** Buys one or two items after the other, some by reservation, until the faults end. */
async function buy(
  environment: Environment,
  { stopping }: Injection,
  { sale, bought, i }: { sale: SaleView; bought: Bought[]; i: number },
): Promise<void> {
  const random = createRandom(environment.size.seed * 1_000 + i)
  const itemId = () => sale.first_item_id + random.below(ITEMS)
  for (let n = 0; !stopping.aborted; n++) {
    // The judge of the crowd leaves visitors out.
    const user_id = `visitor:corrected-${i}-${n}`
    if (random.below(4) === 0) {
      const hold = await ask<{ id: string }>(environment, random, '/v1/reservations', { user_id, item_id: itemId() })
      const end = random.pick(['confirm', 'cancel', null])
      if (hold && end) await ask(environment, random, `/v1/reservations/${hold.id}/${end}`, { user_id })
    } else {
      const made = await ask<CheckoutView>(environment, random, '/checkout', { user_id, id: [itemId(), itemId()] })
      if (made) await pause(random.below(THINK_MS), stopping)
      const done = made && (await ask<PurchaseView>(environment, random, '/purchase', { code: made.code }))
      if (!made || !done) continue
      const priceOf = new Map(made.items.map((item) => [item.id, item.price.amount]))
      const shown = done.purchased_items.reduce((sum, { id, quantity }) => sum + quantity * (priceOf.get(id) ?? 0), 0)
      bought.push({ orderId: done.order.id, total: done.order.total.amount, shown })
    }
  }
}

/** Corrects and withdraws items until the faults end. @returns the items whose withdrawal was acknowledged */
async function correct(
  environment: Environment,
  { stopping }: Injection,
  { sale, random }: { sale: SaleView; random: Random },
): Promise<Set<number>> {
  const withdrawn = new Set<number>()
  while (await pause(CORRECT_MS, stopping)) {
    const id = sale.first_item_id + random.below(ITEMS)
    if (random.below(WITHDRAW_ONE_IN) === 0 && withdrawn.size < ITEMS - 1 && id !== sale.first_item_id) {
      if (await ask(environment, random, `/v1/admin/items/${id}/withdraw`, {})) withdrawn.add(id)
    } else {
      // Half of the stocks are so low that they are soon below the units that are sold, which is refused.
      const most = random.pick([2 * STOCK, STOCK / 10])
      const change = random.below(2) === 0 ? { stock: 1 + random.below(most) } : { price: 1 + random.below(PRICE) }
      await ask(environment, random, `/v1/admin/items/${id}/correct`, change)
    }
  }
  return withdrawn
}

/** The same as {@link ask}, at one server after the other until one has answered. */
async function insist<Body>({ fleet }: Environment, path: string, body: object): Promise<Body | null> {
  const deadline = performance.now() + SETTLE_MS_MAX
  for (let n = 0; performance.now() < deadline; n++) {
    const server = fleet.servers[n % fleet.servers.length]
    const { status = 0, body: found = null } = (await server?.client.send<Body>('POST', path, { body })) ?? {}
    if (status > 0 && status < 500) return status < 300 ? found : null
    await delay(SETTLE_PAUSE_MS)
  }
  throw new Error(`no server answered ${path}`)
}

/**
 * After the faults, what each rule is about, once. Servers that are killed may have time for few corrections, and the judge must find a
 * rule that is missing in every run.
 */
async function applyRules(
  environment: Environment,
  { sale, bought, withdrawn }: { sale: SaleView; bought: Bought[]; withdrawn: Set<number> },
): Promise<void> {
  const [id, other] = [sale.first_item_id, sale.first_item_id + 1]
  const correct = (change: object, item = id) => insist(environment, `/v1/admin/items/${item}/correct`, change)
  const checkOut = (name: string, item: number) =>
    insist<CheckoutView>(environment, '/checkout', { user_id: `visitor:rules-${name}`, id: item })
  await correct({ stock: 2 * STOCK, price: PRICE })
  const made = [await checkOut('a', id), await checkOut('b', id), await checkOut('late', id)]
  const late = made.pop()
  for (const checkout of made) if (checkout) await insist(environment, '/purchase', { code: checkout.code })
  await correct({ price: PRICE - 1 })
  const done = late && (await insist<PurchaseView>(environment, '/purchase', { code: late.code }))
  if (done) bought.push({ orderId: done.order.id, total: done.order.total.amount, shown: PRICE })
  // Two are sold.
  await correct({ stock: 1 })
  if (await insist(environment, `/v1/admin/items/${other}/withdraw`, {})) withdrawn.add(other)
  // Neither withdrawn above nor, but for a coincidence, with this stock before.
  await correct({ stock: 2 * STOCK + 1 }, other + 1)
}

interface Row {
  id: number
  stock: number
  sold: number
  held: number
  lines: number
  active: number
  withdrawn: boolean
}

async function read({ stores }: Environment, { id: saleId }: SaleView) {
  const ledger = await readAtOnce(stores.databaseUrl, async (rows) => ({
    items: await rows<Row>(
      `SELECT id::int, stock, sold, held, withdrawn_at IS NOT NULL AS withdrawn,
         (SELECT count(*)::int FROM order_lines l WHERE l.sale_id = $1 AND l.item_id = i.id) AS lines,
         (SELECT count(*)::int FROM holds h WHERE h.sale_id = $1 AND h.item_id = i.id AND h.state = 'active') AS active
       FROM items i WHERE sale_id = $1`,
      [saleId],
    ),
    totals: await rows<{ id: string; total: number; paid: number }>(
      `SELECT o.id, o.total::float8 AS total,
         (SELECT sum(price)::float8 FROM order_lines l WHERE l.sale_id = $1 AND l.order_id = o.id) AS paid
       FROM orders o WHERE sale_id = $1 AND status = 'confirmed'`,
      [saleId],
    ),
    epoch: (await rows<{ epoch: number }>('SELECT epoch FROM sales WHERE id = $1', [saleId]))[0]?.epoch ?? 0,
  }))
  const free = ledger.items.reduce((sum, { stock, sold, held }) => sum + stock - sold - held, 0)
  return { ...ledger, free, gate: await readGate(stores, saleId, ledger.epoch) }
}

async function judge(
  environment: Environment,
  sale: SaleView,
  { bought, withdrawn }: { bought: readonly Bought[]; withdrawn: ReadonlySet<number> },
): Promise<Finding[]> {
  const deadline = performance.now() + SETTLE_MS_MAX
  let state = await read(environment, sale)
  // Reservations expire, and takes of killed servers are released, after the last purchase.
  while (state.gate?.free !== state.free && performance.now() < deadline) {
    await delay(SETTLE_PAUSE_MS)
    state = await read(environment, sale)
  }
  const { items, totals, free, gate } = state
  const stored = new Map(totals.map((order) => [order.id, order]))
  return [
    every('corrected items never sell beyond their stock, and count their rows', items, (item) => {
      const { id, stock, sold, held, lines, active } = item
      return (sold + held > stock || sold !== lines || held !== active) && `item ${id}: ${JSON.stringify(item)}`
    }),
    every(
      'a withdrawn item has no unit beyond those sold and held',
      items.filter(({ id, withdrawn: is }) => is || withdrawn.has(id)),
      ({ id, stock, sold, held, withdrawn: is }) =>
        (!is || stock !== sold + held) && `item ${id}: stock ${stock}, ${sold} sold, ${held} held`,
    ),
    every('nobody pays a price that their checkout did not show', bought, ({ orderId, total, shown }) => {
      const order = stored.get(orderId)
      return (
        (total !== shown || order?.total !== total || order.paid !== total) &&
        `order ${orderId}: shown ${shown}, answered ${total}, stored ${order?.total} of lines for ${order?.paid}`
      )
    }),
    every('the gate of the corrected sale has the units of the ledger', [gate], (found) => {
      return found?.free !== free && `${found?.free} free in the gate, ${free} in the ledger`
    }),
  ]
}

export const corrections = [corrected]
