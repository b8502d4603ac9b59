/**
 * Pages per second and CPU per page of the storefront, rendered for each request and from its cache, and checkout with purchase beside
 * a crowd of readers. With another built checkout, both storefronts read the same API in alternating rounds.
 *
 *   npx pnpm bench pages [rounds, 3] [checkout]
 */
import { freePort, startSupervisor } from '@hourglass/stack'
import { buildWeb, startWeb } from '../../apps.ts'
import { type Client, createClient } from '../../harness/client.ts'
import { median, number, quantile } from '../../harness/numbers.ts'
import { showProgress } from '../../harness/progress.ts'
import { closedLoop, type Operation, openLoop, type Round } from '../measure.ts'
import { hotItem } from '../scenarios/sales.ts'
import { createSupply } from '../supply.ts'
import { openOwn } from '../target.ts'

const [roundsText = '3', other] = process.argv.slice(2)
const rounds = Number(roundsText)
const ROUND_MS = 2_000
const READERS = 8
const BUYERS = 32
/** Page requests per second beside the sell-out. */
const CROWD_PER_SECOND = 200
const HOST = '127.0.0.1'
const BROWSER = { headers: { 'accept-encoding': 'gzip' } }

interface Storefront {
  name: string
  client: Client
  pid: number
}

const supervisor = await startSupervisor()
await buildWeb(supervisor)
const target = await openOwn({ items: 10_000 })
const { first } = target.items
const PAGES: Record<string, () => string> = {
  home: () => '/',
  item: () => `/items/${first}`,
  sales: () => '/sales',
  icon: () => '/icon.svg',
}

const storefronts = await Promise.all([open('this'), ...(other ? [open('other', other)] : [])])
const [own] = storefronts
if (!own) throw new Error('there is no storefront')

async function open(name: string, webCheckout?: string): Promise<Storefront> {
  const webPort = await freePort()
  const { databaseUrl = '', origin } = target
  const options = { host: HOST, port: Number(new URL(origin).port), webPort, databaseUrl, redisUrl: '' }
  const { pid } = await startWeb(supervisor, { ...options, ...(webCheckout && { webCheckout }) })
  return { name, pid, client: createClient(`http://${HOST}:${webPort}`, CROWD_PER_SECOND) }
}

/** A different query makes every request a page of its own, which no cache has. */
let asked = 0
const uncached = (path: string) => `${path}?uncached=${asked++}`

const read =
  ({ client }: Storefront, path: () => string): Operation =>
  async () =>
    (await client.send('GET', path(), BROWSER)).status === 200

interface Row {
  what: string
  storefront: Storefront
  one: Operation
  found: Round[]
}

const rows: Row[] = Object.entries(PAGES).flatMap(([page, path]) =>
  storefronts.flatMap((storefront) =>
    [
      { what: `${page}, rendered`, one: read(storefront, () => uncached(path())) },
      { what: `${page}, from the cache`, one: read(storefront, path) },
    ].map((row) => ({ ...row, storefront, found: [] })),
  ),
)

const state = { doing: 'warming up' }
const progress = showProgress(() => state.doing)
for (let round = 0; round <= rounds; round++) {
  for (const { what, storefront, one, found } of rows) {
    state.doing = `round ${round} of ${rounds}: ${what}`
    const watched = { web: storefront.pid, server: target.watched.server ?? 0 }
    const measured = await closedLoop(READERS, round === 0 ? ROUND_MS / 2 : ROUND_MS, one, watched)
    if (round > 0) found.push(measured)
  }
}

const { one: pair } = await hotItem.begin({ target, supply: createSupply(target), connections: BUYERS })
const alone: Round[] = []
const beside: { pairs: Round; pages: Round }[] = []
/** Items that the crowd reads. */
const READ = 1_000
const reading = read(own, () => `/items/${first + (page++ % READ)}`)
let page = 0
state.doing = `reading ${READ} items once`
await Promise.all(
  Array.from({ length: READERS }, async () => {
    while (page < READ) await reading()
  }),
)

/** Few items draw most visitors: popularity by Zipf's law, over a tenth of the sale. */
const popularItem = () => first + Math.floor(READ ** Math.random()) - 1
const crowd = read(own, () => (page++ % 2 === 0 ? '/' : `/items/${popularItem()}`))
for (let round = 0; round <= rounds; round++) {
  state.doing = `round ${round} of ${rounds}: checkout and purchase beside readers`
  const before = await closedLoop(BUYERS, ROUND_MS, pair, {})
  const [pairs, pages] = await Promise.all([
    closedLoop(BUYERS, ROUND_MS, pair, {}),
    openLoop(CROWD_PER_SECOND, ROUND_MS, crowd, { web: own.pid }),
  ])
  if (round === 0) continue
  alone.push(before)
  beside.push({ pairs, pages })
}
progress.end()

const perSecond = (all: readonly Round[]) => median(all.map(({ good, seconds }) => good / seconds))
const msPer = (all: readonly Round[], process: string) =>
  median(all.map(({ good, cpuUs }) => (cpuUs[process] ?? Number.NaN) / good / 1_000))
const p95 = (all: readonly Round[]) =>
  quantile(
    all.flatMap(({ latenciesMs }) => latenciesMs).toSorted((a, b) => a - b),
    0.95,
  )

console.log(
  `${READERS} clients, median of ${rounds} alternating rounds; CPU of the storefront and the API for one page, in ms\n`,
)
console.log(
  `  ${''.padEnd(36)}${['pages/s', 'p95 ms', 'web CPU', 'API CPU', 'failed'].map((name) => name.padStart(9)).join('')}`,
)
for (const { what, storefront, found } of rows) {
  const failed = found.reduce((sum, round) => sum + round.failed, 0)
  const figures = [
    number(Math.round(perSecond(found))),
    p95(found).toFixed(1),
    msPer(found, 'web').toFixed(2),
    msPer(found, 'server').toFixed(2),
    failed,
  ]
  const name = other ? `${what} (${storefront.name})` : what
  console.log(`  ${name.padEnd(36)}${figures.map((text) => String(text).padStart(9)).join('')}`)
}
const [pairsAlone, pairsBeside] = [perSecond(alone), perSecond(beside.map(({ pairs }) => pairs))]
const crowded = beside.map(({ pages }) => pages)
console.log(
  `\n  ${CROWD_PER_SECOND} pages a second, half of them home and half of ${number(READ)} items by popularity, beside checkout and purchase:\n` +
    `  p95 ${p95(crowded).toFixed(1)} ms, ${msPer(crowded, 'web').toFixed(2)} ms of CPU each; purchases ${number(Math.round(pairsBeside))} a second, ${number(Math.round(pairsAlone))} without (× ${(pairsBeside / pairsAlone).toFixed(2)})`,
)

for (const { client } of storefronts) await client.close()
await target.close()
await supervisor.stop()
