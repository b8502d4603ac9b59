import { hourlySale } from '../../harness/hourly-sale.ts'
import { Sender } from '../../harness/sender.ts'
import { readGate, readLedger } from './books.ts'
import { untilSoldOut } from './crowd.ts'
import { measureFigures } from './figures.ts'
import { Journal } from './journal.ts'
import { judge } from './judge.ts'
import { figuresTable, sellOutTable, verdictLines } from './report.ts'
import { type Scenario, type Stage, underFire, writeJournal } from './scenario.ts'
import { settledBooks } from './settled.ts'
import { Shop } from './shop.ts'
import { number } from './verdict.ts'

/** One hourly sale, bought by codes until nothing is left. */
export const sellOut: Scenario = { env: () => ({}), play }

async function play(stage: Stage): Promise<boolean> {
  const { stores, fleet, options } = stage
  const journal = new Journal()
  const sender = new Sender(fleet.servers)
  const shop = new Shop(sender, journal)
  const sale = await hourlySale(sender)
  const items = { first: sale.first_item_id, count: sale.items_count }
  console.log(`${fleet.servers.length} servers, Redis ${stores.redisKind}, sale ${sale.id}, seed ${options.seed}\n`)

  const [server] = fleet.servers
  if (server && options.rounds > 0) {
    const figures = await measureFigures({ ...options, server, stores, journal, items })
    console.log(`Figures of one server process, ${options.connections} connections\n${figuresTable(figures)}\n`)
  }
  console.log(`${number(options.buyers)} buyers, ${number(options.tries)} tries, and on until it is sold out`)
  const line = () => `sold ${number(journal.sold)} of ${number(items.count)}`
  const crowd = { ...options, shop, journal, saleId: sale.id, items }
  const { seconds, kills } = await underFire(stage, line, () => untilSoldOut(crowd))

  const [books] = await settledBooks(async () => {
    const ledger = await readLedger(stores.databaseUrl, sale.id)
    return [{ ledger, gate: await readGate(stores, sale.id, ledger.epoch) }]
  })
  if (!books) throw new Error('there are no books')
  const { entries } = journal
  const verdicts = judge({ journal: entries, ...books })
  const kept = verdicts.every((verdict) => verdict.ok)
  const told = { journal: entries, ledger: books.ledger, servers: fleet.servers, seconds, sender, kills }
  console.log(`${sellOutTable(told)}\n\n${verdictLines(verdicts)}`)
  writeJournal(entries, stage, kept)
  return kept
}
