import { readFile } from 'node:fs/promises'
import type { Outcome, SaleView } from '@hourglass/core/contract'
import {
  type Context,
  closeSale,
  contextOfLiveSales,
  duplicateSale,
  listSales,
  openMerchantSale,
  pauseSale,
  resumeSale,
} from '@hourglass/core/operations'
import { reasonOf } from '@hourglass/stack'
import type { Answer, Command } from './command.ts'
import { saleAudit } from './sale-audit.ts'
import { act, valueFrom } from './stores.ts'
import { count, moment, table } from './table.ts'
import { UsageError } from './usage-error.ts'

const HEAD = ['id', 'name', 'kind', 'status', 'starts', 'ends', 'limit', 'units', 'sold', 'held', 'left']

const list: Command = {
  usage: '[--limit 20] [--before <id>]',
  summary: 'Lists sales, newest first, without test sales',
  options: { limit: 'number of sales; default 20', before: 'only sales with a lower id' },
  async run(shop, { options }) {
    const input = { limit: options.limit ?? '20', ...(options.before && { cursor: options.before }) }
    const found = valueFrom(await listSales(contextOfLiveSales(await shop.ctx()), input))
    const more = found.next_cursor === null ? [] : [`For older sales: --before ${found.next_cursor}`]
    return { value: found, lines: [...table(HEAD, found.sales.map(cells), 'There are no sales.'), ...more] }
  },
}

const open: Command = {
  usage:
    '<items.json> [--name Coats] [--starts <time>] [--ends <time>] [--limit 10] [--currency EUR] [--guests allowed] [--door queue] [--payment none]',
  summary:
    'Opens a sale with the items in a JSON file: a list of {name, description, picture, stock, price, list_price, buyer_limit}, prices in cents',
  words: [1, 1],
  options: {
    name: 'name of the sale; this and the following options may also be in the file',
    starts: 'start time, such as 2026-01-31T18:00:00Z; default now',
    ends: 'end time; by default the sale ends when it is sold out',
    limit: 'units per buyer; default 10',
    currency: 'ISO 4217 code; default EUR',
    guests: 'allowed or refused: whether buyers need an account; default SALE_GUESTS',
    door: 'open or queue: whether buyers need a pass from a waiting room; default SALE_DOOR',
    payment: 'none or required: whether an order is confirmed by a payment; default SALE_PAYMENT',
  },
  async run(shop, { words: [file = ''], options }) {
    const input = { ...(await readSale(file)), ...fromOptions(options) }
    const ctx = await shop.ctx()
    const subject = String(Reflect.get(input, 'name') ?? '')
    return result(await act(ctx, 'sale.open', subject, () => openMerchantSale(ctx, input)))
  },
}

const transition = (
  verb: string,
  summary: string,
  operation: (ctx: Context, raw: unknown) => Promise<Outcome<SaleView>>,
): Command => ({
  usage: '<id>',
  summary,
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const ctx = await shop.ctx()
    return result(await act(ctx, `sale.${verb}`, id, () => operation(ctx, { id })))
  },
})

const result = (sale: SaleView): Answer => ({ value: sale, lines: table(HEAD, [cells(sale)], '') })

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

/** @throws UsageError when the file is missing or is not JSON */
async function readSale(file: string): Promise<object> {
  const content: unknown = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch((error) => {
      throw new UsageError(`${file} cannot be read as JSON: ${reasonOf(error)}`)
    })
  if (Array.isArray(content)) return { items: content }
  if (typeof content === 'object' && content !== null) return content
  throw new UsageError(`${file} must contain a list of items, or an object with items and the name of the sale.`)
}

function fromOptions({
  name,
  starts,
  ends,
  limit,
  currency,
  guests,
  door,
  payment,
}: Record<string, string | undefined>): object {
  return {
    ...(name !== undefined && { name }),
    ...(starts !== undefined && { starts_at: starts }),
    ...(ends !== undefined && { ends_at: ends }),
    ...(limit !== undefined && { buyer_limit: Number(limit) }),
    ...(currency !== undefined && { currency }),
    ...(guests !== undefined && { guests }),
    ...(door !== undefined && { door }),
    ...(payment !== undefined && { payment }),
  }
}

const duplicate: Command = {
  usage: '<id> --starts <time> [--ends <time>] [--name Coats]',
  summary: 'Creates a sale with the items of another, each with its full stock; withdrawn items are left out',
  words: [1, 1],
  options: {
    starts: 'start time, such as 2036-01-31T18:00:00Z',
    ends: 'end time; by default the sale ends when it is sold out',
    name: 'name of the new sale; default the same',
  },
  async run(shop, { words: [id = ''], options }) {
    const ctx = await shop.ctx()
    return result(await act(ctx, 'sale.duplicate', id, () => duplicateSale(ctx, { id, ...fromOptions(options) })))
  },
}

export const sale = {
  'sale list': list,
  'sale open': open,
  'sale duplicate': duplicate,
  'sale pause': transition('pause', 'Pauses a sale until it is resumed; existing holds remain', pauseSale),
  'sale resume': transition('resume', 'Resumes a paused sale', resumeSale),
  'sale close': transition('close', 'Closes a sale permanently', closeSale),
  'sale audit': saleAudit,
}
