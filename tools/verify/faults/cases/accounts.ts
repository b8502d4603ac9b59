import type { SaleView } from '@hourglass/core/contract'
import { createRandom } from '../../../harness/random.ts'
import type { Injection } from '../../inject.ts'
import { killServer, pause } from '../../inject.ts'
import type { Finding } from '../../judge/evidence.ts'
import type { Caller } from '../../people/caller.ts'
import { live, type PeopleSale, peopleSale } from '../../people/life.ts'
import { Tally } from '../../people/tally.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'
import { withRedis } from '../redis-keys.ts'

/** People at a time. */
const PEOPLE = 6
const LIMIT = 3
const ITEMS = 4
const STOCK = 100_000
/** Longest pauses between two faults of a kind. */
const KILL_MS = 2_000
const FLUSH_MS = 1_000

const killedAndFlushed: Fault = {
  name: 'accounts',
  what: 'guests sign in, buy from several browsers, delete their accounts and return, while servers are killed and Redis is flushed',
  beside: besideCrowd,
  inject: ({ fleet, stores }, injection) =>
    withRedis(stores.redisUrl, async (redis) => {
      const times = await Promise.all([
        atRandom(KILL_MS, injection, () => killServer(fleet.servers, injection.random)),
        atRandom(FLUSH_MS, injection, () => redis.flushall()),
      ])
      return times[0] + times[1]
    }),
}

/** Injects at random moments until it is stopped. @returns how often */
async function atRandom(
  pauseMs: number,
  { random, stopping }: Injection,
  inject: () => Promise<unknown>,
): Promise<number> {
  let times = 0
  for (; await pause(random.below(pauseMs), stopping); times++) await inject()
  return times
}

/** People live one life after the other until the faults end. */
async function besideCrowd(environment: Environment, { stopping }: Injection): Promise<Finding[]> {
  const { fleet, stores, size } = environment
  const tally = new Tally()
  const pending: Promise<void>[] = []
  const sale = await openSale(environment)
  const person = async (index: number) => {
    const random = createRandom(size.seed * 1_000 + index)
    const by: Caller = { servers: fleet.servers, databaseUrl: stores.databaseUrl, random, tally, pending }
    for (let lives = 0; lives === 0 || !stopping.aborted; lives++) await live(by, sale, `person-${index}-${lives}`)
  }
  await Promise.all(Array.from({ length: PEOPLE }, (_, index) => person(index)))
  await Promise.all(pending)
  return tally.findings
}

async function openSale({ floor }: Environment): Promise<PeopleSale> {
  const items = Array.from({ length: ITEMS }, () => ({ stock: STOCK, price: 100 }))
  const body = { name: 'People', buyer_limit: LIMIT, guests: 'allowed', items }
  const sale = await floor.sender.send(async (server) => {
    const answer = await server.client.send<SaleView>('POST', '/v1/admin/sales', { key: 'people', body })
    return { entry: answer.body, answer, answered: answer.status === 201, mayWalk: false }
  })
  return peopleSale(sale)
}

export const accounts = [killedAndFlushed]
