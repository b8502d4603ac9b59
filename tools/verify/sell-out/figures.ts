import type { Client } from '../../harness/client.ts'
import type { Server } from '../../harness/fleet.ts'
import type { Stores } from '../../harness/stores.ts'
import { cpuUs } from '../../harness/usage.ts'
import type { Journal } from './journal.ts'
import type { ItemRange } from './plan.ts'
import { checkoutPath } from './shop.ts'

const ROUND_MS = 1_000
/** What issue 2 asks for: durable checkouts against `/livez` of the same process. */
export const RATIO_AIM = 0.4

const PARTS = ['server', 'postgres', 'redis', 'generator'] as const
type Part = (typeof PARTS)[number]

export interface Series {
  /** Requests a second, round by round. */
  rates: number[]
  median: number
  /** CPU of each process for one request, in µs, where it can be read. */
  cpu: Partial<Record<Part, number>>
}

export interface Figures {
  livez: Series
  checkout: Series
  ratio: number
}

interface Load {
  server: Server
  stores: Stores
  journal: Journal
  items: ItemRange
  rounds: number
  connections: number
}

/**
 * Durable checkouts a second against `/livez` of one server process: the same client, connections and work for each
 * request, in turns, so that whatever else the machine does falls on both. One round of each warms up.
 */
export async function measureFigures(load: Load): Promise<Figures> {
  const livez = meter(load, 'GET', (path) => path.replace('/checkout', '/livez'))
  const checkout = meter(load, 'POST', (path) => path)
  await livez.round(false)
  await checkout.round(false)
  for (let round = 0; round < load.rounds; round++) {
    await livez.round(true)
    await checkout.round(true)
  }
  const [reads, durable] = [livez.series(), checkout.series()]
  return { livez: reads, checkout: durable, ratio: durable.median / reads.median }
}

function meter(
  { server, stores, journal, items, connections }: Load,
  method: 'GET' | 'POST',
  url: (path: string) => string,
) {
  const rates: number[] = []
  const used = new Map<Part, number>()
  let counted = 0
  let sent = 0

  const one = async (client: Client) => {
    const itemIds = [items.first + (sent % items.count)]
    const userId = `figure-${sent++ % 1_000}`
    const answer = await client.send(method, url(checkoutPath(userId, itemIds)))
    return { userId, itemIds, answer }
  }
  const cpu = (): Partial<Record<Part, number>> => {
    const own = process.cpuUsage()
    return {
      server: cpuUs(server.pid),
      postgres: stores.postgres && cpuUs(stores.postgres.pid),
      redis: stores.redis && cpuUs(stores.redis.pid),
      generator: own.user + own.system,
    } as Partial<Record<Part, number>>
  }

  return {
    /** @param counts whether the figures have it */
    async round(counts: boolean): Promise<void> {
      const answers: Awaited<ReturnType<typeof one>>[] = []
      const before = cpu()
      const began = performance.now()
      const worker = async () => {
        while (performance.now() - began < ROUND_MS) answers.push(await one(server.client))
      }
      await Promise.all(Array.from({ length: connections }, worker))
      const seconds = (performance.now() - began) / 1_000
      const after = cpu()
      for (const { userId, itemIds, answer } of method === 'POST' ? answers : []) {
        const request = {
          phase: 'figure',
          op: 'checkout',
          server: server.name,
          userId,
          itemIds,
          forged: false,
        } as const
        journal.note(request, answer)
      }
      if (!counts) return
      const good = answers.filter(({ answer }) => answer.status === 200).length
      counted += good
      rates.push(good / seconds)
      for (const part of PARTS)
        used.set(part, (used.get(part) ?? 0) + (after[part] ?? Number.NaN) - (before[part] ?? 0))
    },
    series(): Series {
      const each = [...used].map(([part, us]) => [part, us / counted] as const).filter(([, us]) => Number.isFinite(us))
      return { rates, median: median(rates), cpu: Object.fromEntries(each) }
    },
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
