import type { Outcome, SaleView } from '@hourglass/core/contract'
import {
  type Context,
  contextOfLiveSales,
  correctItem,
  listOfferedItems,
  withdrawItem,
} from '@hourglass/core/operations'
import type { Answer, Command } from './command.ts'
import { act, valueFrom } from './stores.ts'
import { count, moment, table } from './table.ts'

const HEAD = ['id', 'name', 'price', 'list price', 'stock', 'sold', 'held', 'withdrawn']

const list: Command = {
  usage: '<sale id> [--limit 50] [--after <item id>]',
  summary: 'Lists the items of a sale with their units, prices in cents',
  words: [1, 1],
  options: { limit: 'number of items, up to 200; default 50', after: 'only items with a higher id' },
  async run(shop, { words: [id = ''], options }) {
    const input = { id, limit: options.limit ?? '50', ...(options.after && { cursor: options.after }) }
    const found = valueFrom(await listOfferedItems(contextOfLiveSales(await shop.ctx()), input))
    const rows = found.items.map((item) => [
      String(item.id),
      item.name,
      count(item.price.amount),
      item.list_price ? count(item.list_price.amount) : '',
      ...[item.stock, item.sold, item.held].map(count),
      moment(item.withdrawn_at),
    ])
    const more = found.next_cursor === null ? [] : [`For further items: --after ${found.next_cursor}`]
    return { value: found, lines: [...table(HEAD, rows, 'There are no items.'), ...more] }
  },
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text))
/** `none` removes a value. */
const orNone = <T>(text: string | undefined, read: (text: string) => T): T | null | undefined =>
  text === undefined ? undefined : text === 'none' ? null : read(text)

const correct: Command = {
  usage: '<item id> [--stock 30] [--price 7500] [--list-price 10000] [--description <text>] [--picture <id>]',
  summary: 'Corrects an item of a merchant sale, also while it sells; prices in cents',
  words: [1, 1],
  options: {
    stock: 'all units, those sold and held included',
    price: 'price of one unit; open checkouts are then refused, as price_changed',
    'list-price': 'price before the discount, or none',
    description: 'plain text, or none',
    picture: 'id of an uploaded picture, or none',
  },
  run: (shop, { words: [id = ''], options }) =>
    changed(shop, 'item.correct', id, (ctx) => {
      const changes = {
        stock: numberOf(options.stock),
        price: numberOf(options.price),
        list_price: orNone(options['list-price'], Number),
        description: orNone(options.description, String),
        picture: orNone(options.picture, String),
      }
      return correctItem(ctx, { id, ...changes })
    }),
}

const withdraw: Command = {
  usage: '<item id>',
  summary: 'Takes an item out of its sale for good; units that are held can still be bought',
  words: [1, 1],
  run: (shop, { words: [id = ''] }) => changed(shop, 'item.withdraw', id, (ctx) => withdrawItem(ctx, { id })),
}

async function changed(
  shop: Parameters<Command['run']>[0],
  action: string,
  id: string,
  change: (ctx: Context) => Promise<Outcome<SaleView>>,
): Promise<Answer> {
  const ctx = await shop.ctx()
  const sale = await act(ctx, action, id, () => change(ctx))
  const { available, held, sold } = sale.units
  return {
    value: sale,
    lines: [`Sale ${sale.id} has ${count(available)} units left, ${count(held)} held, ${count(sold)} sold.`],
  }
}

export const items = { 'item list': list, 'item correct': correct, 'item withdraw': withdraw }
