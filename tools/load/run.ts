import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SaleView } from '@hourglass/core/contract'
import { type GateBooks, readGate, readLedger } from './books.ts'
import { startChaos } from './chaos.ts'
import { sellOut } from './crowd.ts'
import { measureFigures } from './figures.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { Journal } from './journal.ts'
import { judge } from './judge.ts'
import { LoadError } from './load-error.ts'
import type { Options } from './options.ts'
import { showProgress } from './progress.ts'
import { figuresTable, sellOutTable, verdictLines } from './report.ts'
import { Shop } from './shop.ts'
import { openStores, type Stores } from './stores.ts'
import { number } from './verdict.ts'

/** How long takes that nobody settled may stay open after the last sale: their lease is 10 s, the sweeper comes each second. */
const SETTLE_MS_MAX = 20_000
const SETTLE_PAUSE_MS = 250

/** One run from empty stores to the verdicts. @returns whether every promise was kept */
export async function run(options: Options): Promise<boolean> {
  const stores = await openStores(process.env)
  try {
    if (options.killRedis !== undefined && !stores.redis)
      throw new LoadError('--kill-redis needs a Redis that is started here: leave out DATABASE_URL and REDIS_URL.')
    const fleet = await startFleet(stores, options)
    try {
      return await runOn(stores, fleet, options)
    } finally {
      await fleet.stop()
    }
  } finally {
    await stores.stop()
  }
}

async function runOn(stores: Stores, fleet: Fleet, options: Options): Promise<boolean> {
  const journal = new Journal()
  const shop = new Shop(fleet.servers, journal)
  const { sales } = await shop.read<{ sales: SaleView[] }>('/v1/sales/active')
  const [sale] = sales
  if (!sale) throw new LoadError('The servers opened no sale: see their logs with LOG_LEVEL.')
  const items = { first: sale.first_item_id, count: sale.items_count }
  console.log(`${fleet.servers.length} servers, Redis ${stores.redisKind}, sale ${sale.id}, seed ${options.seed}\n`)

  const [server] = fleet.servers
  if (server && options.rounds > 0) {
    const figures = await measureFigures({ ...options, server, stores, journal, items })
    console.log(`Figures of one server process, ${options.connections} connections\n${figuresTable(figures)}\n`)
  }
  console.log(`${number(options.buyers)} buyers, ${number(options.tries)} tries, and on until it is sold out`)
  for (const each of fleet.servers) each.residentMb = undefined
  const chaos = startChaos({ ...options, servers: fleet.servers, redis: stores.redis })
  const progress = showProgress(() => `sold ${number(journal.sold)} of ${number(items.count)}`)
  const began = performance.now()
  const soldOut = await sellOut({ ...options, shop, journal, saleId: sale.id, items })
  const seconds = (performance.now() - began) / 1_000
  progress.end()
  await chaos.stop()
  if (!soldOut) console.log('  It did not sell out in time.')

  for (const each of fleet.servers) each.sampleMemory()
  const { ledger, gate } = await settledBooks(stores, sale.id)
  const { entries } = journal
  const sold = { journal: entries, ledger, servers: fleet.servers, seconds, shop, kills: chaos.kills }
  const verdicts = judge({ journal: entries, ledger, gate })
  const kept = verdicts.every((verdict) => verdict.ok)
  console.log(`${sellOutTable(sold)}\n\n${verdictLines(verdicts)}`)
  writeJournal(journal, fleet, options.journal ?? (kept ? undefined : defaultFile(options)))
  return kept
}

/** The ledger and the gate once no take is open any more, or as they are when that takes too long. */
async function settledBooks(stores: Stores, saleId: number) {
  const deadline = performance.now() + SETTLE_MS_MAX
  const open = (gate: GateBooks | null) => gate !== null && (gate.out > 0 || gate.takes.length > 0)
  for (;;) {
    const ledger = await readLedger(stores.databaseUrl, saleId)
    const gate = await readGate(stores, saleId, ledger.epoch)
    const settled = !open(gate) && (gate !== null || ledger.soldOut)
    if (settled || performance.now() > deadline) return { ledger, gate }
    await delay(SETTLE_PAUSE_MS)
  }
}

function writeJournal(journal: Journal, fleet: Fleet, file: string | undefined): void {
  if (file === undefined) return
  journal.writeTo(
    file,
    fleet.servers.flatMap((server) => server.lines),
  )
  console.log(`\n  The journal is in ${file}`)
}

const defaultFile = ({ seed }: Options): string => join(tmpdir(), `hourglass-load-${seed}-${process.pid}.jsonl`)
