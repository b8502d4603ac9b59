import { setTimeout as delay } from 'node:timers/promises'
import type { SaleView } from '@hourglass/core/contract'
import { Browser } from '../../harness/browser.ts'
import type { Server } from '../../harness/fleet.ts'
import { readAtOnce } from '../judge/stored-state.ts'
import { type Caller, call, mutate, query, signIn } from './caller.ts'

/** Every server refuses an ended session after this time. */
const REVOKED_MS = 5_000
const PROBE_MS = 1_000
const PROBES_MS = 8_000

/** The sale in which people buy. Its stock is never exhausted. */
export interface PeopleSale {
  id: number
  items: readonly number[]
  limit: number
}

export const peopleSale = (sale: SaleView): PeopleSale => ({
  id: sale.id,
  items: Array.from({ length: sale.items_count }, (_, at) => sale.first_item_id + at),
  limit: sale.buyer_limit,
})

/** What one person does: buys as a guest, signs in, buys up to the limit from two browsers, and signs out or deletes the account. */
export async function live(by: Caller, sale: PeopleSale, name: string): Promise<void> {
  const address = `${name}-self@example.com`
  const phone = new Browser()
  const bought = await buy(by, sale, phone)
  const { id, browser } = await linkOnce(by, { guest: phone, address, order: bought.order })
  const owner = browser === phone ? address : rivalOf(address)
  const laptop = new Browser()
  const ids = new Set([id, await signInChecked(by, laptop, owner)])
  // Some delete their account before they have bought with it.
  if (by.random.below(3) > 0) await buyBeyondLimit(by, sale, [browser, laptop])
  if (bought.order) await checkListed(by, laptop, bought.order)
  const ending =
    by.random.below(3) === 0 ? signOut(by, laptop) : deleteAndReturn(by, sale, { owner, id, browser, laptop, ids })
  await ending
  await checkLimit(by, sale, owner, ids)
}

const rivalOf = (address: string): string => address.replace('-self@', '-rival@')

/** A guest's browser, whose cookies somebody else has copied. */
interface Linking {
  guest: Browser
  address: string
  /** An order that the guest has bought. */
  order: string | undefined
}

/** Two accounts sign in with the same guest at the same moment. @returns the account that owns the guest now */
async function linkOnce(by: Caller, { guest, address, order }: Linking): Promise<{ id: string; browser: Browser }> {
  const copy = new Browser()
  for (const [name, value] of guest.cookies) copy.cookies.set(name, value)
  const [id, rivalId] = await Promise.all([
    signInChecked(by, guest, address),
    signInChecked(by, copy, rivalOf(address)),
  ])
  const [own, rival] = await Promise.all([query(by, guest, 'orders.list'), query(by, copy, 'orders.list')])
  const lists = [own, rival].filter(({ data }) => isListed(data, order))
  if (order) {
    by.tally.check('a guest is linked to one account', lists.length < 2, () => `${address}: both list ${order}`)
    by.tally.check('the orders of a guest are its account’s', lists.length > 0, () => `${address}: none lists ${order}`)
  }
  return isListed(rival.data, order) ? { id: rivalId, browser: copy } : { id, browser: guest }
}

const isListed = (data: { orders: { id: string }[] }, id: string | undefined): boolean =>
  data.orders.some((order) => order.id === id)

/** Signs in; the session must then work on every server. */
async function signInChecked(by: Caller, browser: Browser, email: string): Promise<string> {
  const id = await signIn(by, browser, email)
  const read = async (server: Server) => {
    const { data } = await query(by, browser, 'account.get', server)
    const promise = 'an acknowledged sign-in works on every server'
    by.tally.check(promise, data?.id === id && data?.email === email, () => `${email} on ${server.name}`)
  }
  await Promise.all(by.servers.map(read))
  return id
}

/** Buys a unit. @returns the acknowledged order, if any */
async function buy(by: Caller, sale: PeopleSale, browser: Browser): Promise<{ order?: string; outcome: string }> {
  const checkout = await mutate(by, browser, 'checkout', { id: by.random.pick(sale.items) })
  if (checkout.outcome !== 'ok') return { outcome: checkout.outcome }
  const { outcome, data } = await mutate(by, browser, 'purchase', { code: checkout.data.code })
  return outcome === 'ok' ? { outcome, order: data.order.id } : { outcome }
}

/** Buys and holds more than the limit from all browsers of an account at once. */
const buyBeyondLimit = (by: Caller, sale: PeopleSale, browsers: readonly Browser[]): Promise<unknown> =>
  Promise.all(
    browsers.flatMap((browser) => [
      mutate(by, browser, 'reservations.create', { item_id: by.random.pick(sale.items) }),
      ...Array.from({ length: sale.limit }, () => buy(by, sale, browser)),
    ]),
  )

/** Every server lists the order of the linked guest once it has read the session again. */
async function checkListed(by: Caller, browser: Browser, order: string): Promise<void> {
  const linked = performance.now()
  const read = async (server: Server) => {
    let listed = false
    let asked = 0
    while (!listed && asked - linked < REVOKED_MS) {
      asked = performance.now()
      listed = isListed((await query(by, browser, 'orders.list', server)).data, order)
      if (!listed) await delay(PROBE_MS / 4)
    }
    by.tally.check('the orders of a guest are its account’s', listed, () => `${order} on ${server.name}`)
  }
  await Promise.all(by.servers.map(read))
}

async function signOut(by: Caller, browser: Browser): Promise<void> {
  const copy = copyOf(browser)
  await call(by, browser, '/auth/sign-out', {})
  by.pending.push(checkRefused(by, copy, performance.now()))
}

interface Ending {
  owner: string
  id: string
  browser: Browser
  laptop: Browser
  /** All ids that the address has had. */
  ids: Set<string>
}

/** Deletes the account while it buys, and signs up again with its address. */
async function deleteAndReturn(
  by: Caller,
  sale: PeopleSale,
  { owner, id, browser, laptop, ids }: Ending,
): Promise<void> {
  const kept = await mutate(by, laptop, 'checkout', { id: by.random.pick(sale.items) })
  const copies = [browser, laptop].map(copyOf)
  const [deleted] = await Promise.all([mutate(by, browser, 'account.delete'), buy(by, sale, laptop)])
  // A repeat of a deletion whose answer was lost finds no session.
  const gone = deleted.outcome === 'ok' || (deleted.lost > 0 && deleted.outcome === 'sign_in_required')
  by.tally.check('an account can be deleted', gone, () => `${owner}: ${deleted.outcome}`)
  if (!gone) return
  const at = performance.now()
  const traces = await rowsWith(by, owner)
  by.tally.check('a deletion leaves no row with the address', traces.length === 0, () => `${owner}: ${traces}`)
  by.pending.push(...copies.map((copy) => checkRefused(by, copy, at)))
  const back = new Browser()
  const newId = await signInChecked(by, back, owner)
  ids.add(newId)
  if ((await unitsOf(by, sale, [id])) > 0)
    by.tally.check(
      'an account that signs up again during an open sale gets the same id',
      newId === id,
      () => `${owner}: ${newId}, was ${id}`,
    )
  await buyBeyondLimit(by, sale, [back])
  if (kept.outcome === 'ok') await call(by, new Browser(), `/purchase?code=${encodeURIComponent(kept.data.code)}`, {})
}

function copyOf(browser: Browser): Browser {
  const copy = new Browser()
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
  return copy
}

/** Uses an ended session on every server for a while: it is refused after REVOKED_MS at the latest, and stays so. */
async function checkRefused(by: Caller, ended: Browser, since: number): Promise<void> {
  const use = async (server: Server) => {
    const asked = performance.now()
    const { status } = await copyOf(ended).send(server.origin, '/trpc/cart.clear', {})
    const late = asked - since > REVOKED_MS
    if (late && status !== 0 && status !== 503)
      by.tally.check(
        'an ended session is refused after five seconds',
        status === 401,
        () => `${status} of ${server.name}`,
      )
  }
  while (performance.now() - since < PROBES_MS) {
    await Promise.all(by.servers.map(use))
    await delay(PROBE_MS)
  }
}

/** All accounts that an address has had stay within one limit. */
async function checkLimit(by: Caller, sale: PeopleSale, address: string, ids: ReadonlySet<string>): Promise<void> {
  const units = await unitsOf(by, sale, [...ids])
  const promise = 'an address stays within the limit, over browsers, deletion and return'
  by.tally.check(promise, units <= sale.limit, () => `${address}: ${units} of ${sale.limit}, ${[...ids]}`)
}

/** Units that buyers hold or have bought, by the rows of the ledger, not by its counters. */
const unitsOf = ({ databaseUrl }: Caller, sale: PeopleSale, ids: readonly string[]): Promise<number> =>
  readAtOnce(databaseUrl, async (rows) => {
    const [found] = await rows<{ units: number }>(
      `SELECT (SELECT count(*) FROM order_lines l JOIN orders o ON o.sale_id = l.sale_id AND o.id = l.order_id
         WHERE o.sale_id = $1 AND o.user_id = ANY($2))::int
        + (SELECT count(*) FROM holds WHERE sale_id = $1 AND user_id = ANY($2) AND state = 'active')::int AS units`,
      [sale.id, ids],
    )
    return found?.units ?? 0
  })

/** The tables that have a row with this text. */
const rowsWith = ({ databaseUrl }: Caller, text: string): Promise<string[]> =>
  readAtOnce(databaseUrl, async (rows) => {
    const tables = await rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition`,
      [],
    )
    const found: string[] = []
    for (const { name } of tables) {
      const seen = await rows(`SELECT FROM "${name}" t WHERE position($1 IN t::text) > 0 LIMIT 1`, [text])
      if (seen.length > 0) found.push(name)
    }
    return found
  })
