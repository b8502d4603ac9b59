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

/** The hourly sale, whose items have one unit each. */
function drop({ floor }: Environment) {
  const [offer] = floor.offers
  if (!offer) throw new Error('there is no sale')
  return offer
}

const duplicates: Fault = {
  name: 'requests-twice',
  what: 'every request arrives at two servers at the same time',
  twice: true,
  inject: async ({ floor }, { stopping }) => {
    await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }))
    return floor.calls.all.length
  },
}

const allHeld: Fault = {
  name: 'all-held',
  what: 'all units are reserved and none bought; then buyers arrive',
  async prelude(environment) {
    const { saleId, items, limit } = drop(environment)
    const holders = items.map((item, i) => ({ ...buyer(`holder-${Math.floor(i / limit)}`, saleId), itemId: item.id }))
    await concurrently(AT_ONCE, holders, (each) => environment.floor.shopper.hold(each, each.itemId))
  },
}

const lastUnit: Fault = {
  name: 'last-unit',
  what: 'a thousand clients buy the last unit concurrently',
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
    return [exactly('exactly one of a thousand clients gets the last unit', tries, 1)]
  },
}

const oneBuyer: Fault = {
  name: 'one-buyer',
  what: 'one buyer sends 200 concurrent purchases',
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
    return [exactly('a buyer with 200 concurrent purchases gets exactly the limit', tries, size.limit)]
  },
}

function exactly(promise: string, tries: Environment['floor']['calls']['all'], wanted: number): Finding {
  const got = tries.filter((call) => call.outcome === 'ok').length
  const broken = got === wanted ? [] : [`${got} of ${tries.length} purchases succeeded, expected ${wanted}`]
  return { promise, checked: tries.length, broken }
}

/** Bodies that violate the schema, or that PostgreSQL cannot store. */
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
  what: 'poison requests that cannot be stored, among valid ones',
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
    const violations = wrong.map((call) => `${call.userId} was answered ${call.status} ${call.outcome}`)
    return [{ promise: 'requests that cannot be stored are refused', checked: asked.length, broken: violations }]
  },
}

const PERIOD_MS = 2_000
const POLL_MS = 100
/** Attempts per sale: enough to sell it out before the third sale after it begins. */
const TRIES = 150

/** Each sale has its own crowd, which stays until that sale is sold out, even after later sales have begun. */
const hours: Fault = {
  name: 'hours',
  what: 'a new sale every two seconds at full load; earlier sales stay open until sold out',
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
    } while (await pause(POLL_MS, stopping))
    return (await Promise.all(crowds)).every(Boolean)
  },
  async inject({ floor }, { stopping }) {
    while (await pause(POLL_MS, stopping));
    return floor.offers.length
  },
}

export const crowds = [duplicates, allHeld, lastUnit, oneBuyer, poison, hours]
