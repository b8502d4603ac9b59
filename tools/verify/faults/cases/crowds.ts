import type { SaleView } from '@hourglass/core/contract'
import { concurrently } from '../../../harness/concurrently.ts'
import type { CallBody } from '../../crowd/calls.ts'
import { shopUntilSold } from '../../crowd/crowd.ts'
import { hourlyOffer } from '../../crowd/offer.ts'
import type { Buyer } from '../../crowd/shopper.ts'
import { pause, repeat } from '../../inject.ts'
import type { Finding } from '../../judge/evidence.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'

const CLIENTS = 1_000
const PURCHASES = 200
const POISON_MS = 5
const POISON = 'poison: '
const AT_ONCE = 256

const buyer = (userId: string, saleId: number): Buyer => ({ userId, saleId, habit: { keyed: false, repeat: 'no' } })

/** The hourly sale, in which everything is there once. */
function drop({ floor }: Environment) {
  const [offer] = floor.offers
  if (!offer) throw new Error('there is no sale')
  return offer
}

const duplicates: Fault = {
  name: 'requests-twice',
  what: 'every request arrives twice at once, at two servers',
  twice: true,
  inject: async ({ floor }, { stopping }) => {
    await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }))
    return floor.calls.all.length
  },
}

const allHeld: Fault = {
  name: 'all-held',
  what: 'everything is reserved and nothing bought; then buyers come',
  async prelude(environment) {
    const { saleId, items, limit } = drop(environment)
    const holders = items.map((item, i) => ({ ...buyer(`holder-${Math.floor(i / limit)}`, saleId), itemId: item.id }))
    await concurrently(AT_ONCE, holders, (each) => environment.floor.shopper.hold(each, each.itemId))
  },
}

const lastUnit: Fault = {
  name: 'last-unit',
  what: 'a thousand clients buy the same last unit at once',
  async prelude(environment) {
    const { shopper } = environment.floor
    const { saleId, items } = drop(environment)
    const lines = items.slice(0, 1).map(({ id }) => ({ id, quantity: 1 }))
    const rivals = Array.from({ length: CLIENTS }, (_, i) => buyer(`rival-${i}`, saleId))
    const ready: { by: Buyer; code: string }[] = []
    await concurrently(AT_ONCE, rivals, async (by) => {
      const { outcome, body } = await shopper.checkout(by, lines)
      if (outcome === 'ok' && body.code) ready.push({ by, code: body.code })
    })
    await Promise.all(ready.map(({ by, code }) => shopper.purchase(by, code)))
  },
  judge: ({ floor }) => {
    const tries = floor.calls.all.filter(({ kind, userId }) => kind === 'purchase' && userId.startsWith('rival-'))
    return [exactly('of a thousand clients one has the last unit', tries, 1)]
  },
}

const oneBuyer: Fault = {
  name: 'one-buyer',
  what: 'one buyer sends 200 purchases at once',
  async prelude(environment) {
    const { shopper } = environment.floor
    const { saleId, items } = drop(environment)
    const by = buyer('greedy-one', saleId)
    const codes: string[] = []
    await concurrently(AT_ONCE, items.slice(-PURCHASES), async ({ id }) => {
      const { outcome, body } = await shopper.checkout(by, [{ id, quantity: 1 }])
      if (outcome === 'ok' && body.code) codes.push(body.code)
    })
    await Promise.all(codes.map((code) => shopper.purchase(by, code)))
  },
  judge: ({ floor, size }) => {
    const tries = floor.calls.all.filter(({ kind, userId }) => kind === 'purchase' && userId === 'greedy-one')
    return [exactly('one buyer with 200 purchases at once has the limit and no more', tries, size.limit)]
  },
}

function exactly(promise: string, tries: Environment['floor']['calls']['all'], wanted: number): Finding {
  const got = tries.filter((call) => call.outcome === 'ok').length
  const broken = got === wanted ? [] : [`${got} purchases of ${tries.length} were sold, ${wanted} ought to be`]
  return { promise, checked: tries.length, broken }
}

/** What no schema lets through, PostgreSQL could not store, or nobody meant. */
const poisons: [path: string, body: unknown][] = [
  ['/checkout', { user_id: 'a\u0000b', id: 1 }],
  ['/checkout', { user_id: 'a\ud800b', id: 1 }],
  ['/checkout', { user_id: 'a'.repeat(100_000), id: 1 }],
  ['/v1/orders', { user_id: 'a', items: [{ id: 1, quantity: 2 ** 31 }] }],
  ['/v1/orders', { user_id: 'a', items: Array.from({ length: 1_000 }, () => ({ id: 1 })) }],
  ['/v1/reservations', { user_id: {}, item_id: 1 }],
  ['/v1/reservations', []],
  ['/v1/cart/items', { user_id: 'a', item_id: 1, quantity: -1 }],
]

const poison: Fault = {
  name: 'poison',
  what: 'rows that nobody could store, in the midst of good ones',
  inject: ({ fleet, floor }, injection) =>
    repeat(POISON_MS, injection, async () => {
      const [path, body] = injection.random.pick(poisons)
      const server = injection.random.pick(fleet.servers)
      const answer = await server.client.send<CallBody>('POST', path, { body: body as object })
      floor.calls.note(
        {
          kind: path === '/checkout' ? 'checkout' : 'poison',
          userId: `${POISON}${JSON.stringify(body).slice(0, 80)}`,
          saleId: 0,
          server: server.name,
          key: undefined,
        },
        answer,
      )
    }),
  judge: ({ floor }) => {
    const asked = floor.calls.all.filter((call) => call.userId.startsWith(POISON))
    const wrong = asked.filter((call) => call.status < 400 || call.status >= 500)
    const told = wrong.map((call) => `${call.userId} was answered ${call.status} ${call.outcome}`)
    return [{ promise: 'what cannot be stored is refused by name', checked: asked.length, broken: told }]
  },
}

const PERIOD_MS = 2_000
const LOOK_MS = 100
/** What a crowd of one sale tries: as much as it takes to sell it before the third after it begins. */
const TRIES = 150

/** Each sale has a crowd of its own, which stays until the sale is sold out, however many have begun since. */
const hours: Fault = {
  name: 'hours',
  what: 'a new sale every two seconds at full load; the earlier ones stay open until sold',
  env: { SALE_PERIOD: `${PERIOD_MS}ms`, SALE_ITEMS: '60' },
  async crowd({ floor, size }, { stopping }) {
    const known = new Set<number>()
    const crowds = [shopUntilSold({ ...size, ...floor, offers: floor.offers.slice(1), tries: TRIES })]
    floor.offers.shift()
    do {
      const { sales } = await floor.sender.read<{ sales: SaleView[] }>('/v1/sales/active')
      for (const sale of sales) {
        if (sale.kind !== 'hourly' || known.has(sale.id)) continue
        known.add(sale.id)
        const offer = hourlyOffer(sale)
        floor.offers.push(offer)
        crowds.push(shopUntilSold({ ...size, ...floor, offers: [offer], tries: TRIES, seed: size.seed + sale.id }))
      }
    } while (await pause(LOOK_MS, stopping))
    return (await Promise.all(crowds)).every(Boolean)
  },
  async inject({ floor }, { stopping }) {
    while (await pause(LOOK_MS, stopping));
    return floor.offers.length
  },
}

export const crowds = [duplicates, allHeld, lastUnit, oneBuyer, poison, hours]
