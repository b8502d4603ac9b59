import { readFile } from 'node:fs/promises'
import type { Outcome, SaleView } from '@hourglass/core/contract'
import { type Context, closeSale, listSales, openMerchantSale, pauseSale, resumeSale } from '@hourglass/core/operations'
import { reasonOf } from '@hourglass/stack'
import type { Answer, Command } from './command.ts'
import { saleAudit } from './sale-audit.ts'
import { act, valueFrom } from './stores.ts'
import { count, moment, table } from './table.ts'
import { UsageError } from './usage-error.ts'

const HEAD = ['id', 'name', 'kind', 'status', 'starts', 'ends', 'limit', 'units', 'sold', 'held', 'left']

const list: Command = {
  takes: '[--limit 20] [--before <id>]',
  summary: 'Sales, the newest first',
  options: { limit: 'so many; 20 when left out', before: 'those before this id' },
  async run(shop, { options }) {
    const input = { limit: options.limit ?? '20', ...(options.before && { cursor: options.before }) }
    const found = valueFrom(await listSales(await shop.ctx(), input))
    const more = found.next_cursor === null ? [] : [`Older ones: --before ${found.next_cursor}`]
    return { value: found, lines: [...table(HEAD, found.sales.map(cells), 'There are no sales.'), ...more] }
  },
}

const open: Command = {
  takes: '<items.json> [--name Coats] [--starts <time>] [--ends <time>] [--limit 10] [--currency EUR]',
  summary:
    'Opens a sale of the items in a file: a list of {name, stock, price, list_price, buyer_limit, image_url}, prices in cents',
  words: [1, 1],
  options: {
    name: 'of the sale; the file may say it as well, as all of these',
    starts: 'such as 2026-01-31T18:00:00Z; now when left out',
    ends: 'likewise; when all is sold when left out',
    limit: 'units that one buyer may have; 10 when left out',
    currency: 'ISO 4217; EUR when left out',
  },
  async run(shop, { words: [file = ''], options }) {
    const input = { ...(await readSale(file)), ...saidBy(options) }
    const ctx = await shop.ctx()
    const subject = String(Reflect.get(input, 'name') ?? '')
    return told(await act(ctx, 'sale.open', subject, () => openMerchantSale(ctx, input)))
  },
}

const steer = (
  verb: string,
  summary: string,
  operation: (ctx: Context, raw: unknown) => Promise<Outcome<SaleView>>,
): Command => ({
  takes: '<id>',
  summary,
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const ctx = await shop.ctx()
    return told(await act(ctx, `sale.${verb}`, id, () => operation(ctx, { id })))
  },
})

const told = (sale: SaleView): Answer => ({ value: sale, lines: table(HEAD, [cells(sale)], '') })

function cells({ units, ...sale }: SaleView): string[] {
  const all = units.available + units.held + units.sold
  return [
    String(sale.id),
    sale.name,
    sale.kind,
    sale.status,
    moment(sale.starts_at),
    moment(sale.ends_at),
    ...[sale.buyer_limit, all, units.sold, units.held, units.available].map(count),
  ]
}

/** @throws UsageError when there is no such file, or no JSON in it */
async function readSale(file: string): Promise<object> {
  const given: unknown = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch((error) => {
      throw new UsageError(`${file} cannot be read as JSON: ${reasonOf(error)}`)
    })
  if (Array.isArray(given)) return { items: given }
  if (typeof given === 'object' && given !== null) return given
  throw new UsageError(`${file} must have a list of items, or an object with items and the sale's name.`)
}

function saidBy({ name, starts, ends, limit, currency }: Record<string, string | undefined>): object {
  return {
    ...(name !== undefined && { name }),
    ...(starts !== undefined && { starts_at: starts }),
    ...(ends !== undefined && { ends_at: ends }),
    ...(limit !== undefined && { buyer_limit: Number(limit) }),
    ...(currency !== undefined && { currency }),
  }
}

export const sale = {
  'sale list': list,
  'sale open': open,
  'sale pause': steer('pause', 'Sells nothing of a sale until it is resumed; what is held stays held', pauseSale),
  'sale resume': steer('resume', 'Sells again what is paused', resumeSale),
  'sale close': steer('close', 'Ends a sale for good', closeSale),
  'sale audit': saleAudit,
}
