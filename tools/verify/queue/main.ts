/** `pnpm verify queue`: sends visitors to the waiting room of a running shop. */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ActiveSalesView, SaleView } from '@hourglass/core/contract'
import { runTool, wholeNumber } from '../../harness/arguments.ts'
import { createClient } from '../../harness/client.ts'
import { showProgress } from '../../harness/progress.ts'
import { createRandom } from '../../harness/random.ts'
import { ToolError } from '../../harness/tool-error.ts'
import { Tally } from '../people/tally.ts'
import type { Venue } from './ask.ts'
import { newVisitor, type Visit, visit } from './visitor.ts'

const HELP = `pnpm verify queue [options]

Sends visitors to the waiting room of a running shop. They solve the proof of work, join, wait, and buy once they are
admitted. Exits with code 1 if a server broke a promise to one of them. Start the shop with SALE_DOOR=queue npm start.

  --url URL          the API (http://localhost:8080), which must trust a user_id, as npm start does
  --sale ID          default: the next hourly sale, else the one that is open
  --visitors 200     visitors
  --over 20          seconds over which they arrive
  --seed 1           random seed`

const CONNECTIONS = 64

const read = <Found>(client: ReturnType<typeof createClient>, path: string) => client.send<Found>('GET', path)

async function run(args: readonly string[]): Promise<boolean> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { url: text, sale: text, visitors: text, over: text, seed: text, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    console.log(HELP)
    return true
  }
  const count = wholeNumber('visitors', values.visitors, 200, 1, 100_000)
  const over = wholeNumber('over', values.over, 20, 0, 3_600)
  const seed = wholeNumber('seed', values.seed, 1, 0, 2 ** 32 - 1)
  const url = values.url ?? 'http://localhost:8080'
  const client = createClient(url, CONNECTIONS)
  try {
    const sale = await saleOf(client, url, values.sale)
    console.log(`${count} visitors to ${sale.name} (sale ${sale.id}), which ${startOf(sale)}\n`)
    const tally = new Tally()
    const visits = await sendAll({ servers: [{ name: url, client }], random: createRandom(seed), tally }, sale, {
      count,
      over,
    })
    console.log(tableOf(visits))
    const broken = tally.findings.flatMap((finding) => finding.broken.map((detail) => `${finding.promise}: ${detail}`))
    console.log(broken.length > 0 ? `✗ ${broken.join('\n✗ ')}` : '✓ no promise broken')
    return broken.length === 0
  } finally {
    await client.close()
  }
}

const startOf = ({ starts_at }: SaleView): string =>
  Date.parse(starts_at) > Date.now() ? `starts at ${starts_at}` : 'has started'

async function saleOf(client: ReturnType<typeof createClient>, url: string, id: string | undefined): Promise<SaleView> {
  if (id !== undefined) {
    const { status, body } = await read<SaleView>(client, `/v1/sales/${encodeURIComponent(id)}`)
    if (status !== 200) throw new ToolError(`${url} has no sale ${id}.`)
    return queued(body)
  }
  const { status, body } = await read<ActiveSalesView>(client, '/v1/sales/active')
  if (status !== 200) throw new ToolError(`${url} does not answer: start the shop with SALE_DOOR=queue npm start.`)
  const sale = body.next ?? body.sales[0]
  if (!sale) throw new ToolError('No sale is open or scheduled.')
  return queued(sale)
}

function queued(sale: SaleView): SaleView {
  if (sale.door === 'queue') return sale
  throw new ToolError(`${sale.name} has no waiting room: start the shop with SALE_DOOR=queue npm start.`)
}

async function sendAll(
  venue: Venue,
  sale: SaleView,
  { count, over }: { count: number; over: number },
): Promise<Visit[]> {
  const items = Array.from({ length: sale.items_count }, (_, at) => sale.first_item_id + at)
  const run = Date.now().toString(36)
  const visitors = Array.from({ length: count }, (_, i) => newVisitor(`visitor-${run}-${i + 1}`))
  const inState = (state: string) => visitors.filter(({ now }) => now === state).length
  const progress = showProgress(
    () =>
      `${inState('joining')} to come, ${inState('waiting')} waiting, ${inState('inside')} inside, ${inState('done')} done`,
  )
  try {
    return await Promise.all(
      visitors.map(async (visitor, i) => {
        await delay((i / count) * over * 1_000)
        return visit(venue, { id: sale.id, items }, visitor, { cheats: i % 10 === 0 })
      }),
    )
  } finally {
    progress.end()
  }
}

const WORDS: Record<Visit['is'], string> = {
  bought: 'bought',
  let_in: 'were let in and did not buy',
  left: 'left with nothing',
  sold_out: 'found it sold out',
  gone: 'were sent away',
}

function tableOf(visits: readonly Visit[]): string {
  const lines = Object.entries(WORDS).map(
    ([is, words]) => [visits.filter((each) => each.is === is).length, words] as const,
  )
  return `${lines
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${String(count).padStart(6)}  ${words}`)
    .join('\n')}\n`
}

await runTool(() => run(process.argv.slice(2)))
