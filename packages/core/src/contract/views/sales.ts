import { z } from 'zod'
import { pictureId } from '../pictures.ts'
import { itemState, money } from '../schemas.ts'
import { count, timestamp, view, views } from './registry.ts'

export const Money = money.register(views, { id: 'Money' })
/** Money in integer minor units of an ISO 4217 currency. */
export type Money = z.infer<typeof Money>

/** 32 bytes in lower-case hex. */
const hash = z.string().regex(/^[0-9a-f]{64}$/)

const saleStatus = z.enum(['scheduled', 'open', 'paused', 'sold_out', 'closed'])

export const SaleView = view('Sale', {
  id: count.meta({ examples: [12] }),
  name: z.string().meta({ examples: ['Drop 12'] }),
  kind: z.enum(['hourly', 'merchant']),
  status: saleStatus.meta({ examples: ['open'] }),
  seed: count
    .nullable()
    .describe('Names, prices and pictures of generated items are derived from it; `null` while the sale is sealed.')
    .meta({ examples: [20_260_131] }),
  edition: count
    .describe('Version of the catalogue that names, prices and pictures of generated items follow.')
    .meta({ examples: [2] }),
  commitment: hash
    .nullable()
    .describe('SHA-256 commitment to `secret`, published when the sale is scheduled; `null` for older sales.')
    .meta({ examples: ['6f1a4c0be7d5a3c1b8f2e9d04a7c5b3e1d2f4a6b8c0e1f3a5b7c9d1e3f5a7b9c'] }),
  secret: hash
    .nullable()
    .describe('32 bytes that `seed` is derived from, in hex; `null` until the sale has opened.')
    .meta({ examples: ['000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'] }),
  teaser_seed: count
    .nullable()
    .describe('Seed of the outlines that are shown before the sale opens. No item is derived from it.')
    .meta({ examples: [3_141_592_653] }),
  preview: z
    .boolean()
    .describe('Whether the items are visible before the sale opens. Hourly sales are always sealed.')
    .meta({ examples: [false] }),
  guests: z
    .enum(['allowed', 'refused'])
    .describe('Whether guests, who have no account, may buy. `refused`: they get `sign_in_required`.')
    .meta({ examples: ['allowed'] }),
  payment: z
    .enum(['none', 'required'])
    .describe('`required`: an order is confirmed once it is paid. `none`: at once.')
    .meta({ examples: ['none'] }),
  play_money: z
    .boolean()
    .describe(
      'Whether prices are play money: the sale takes no payment, or the provider charges nobody (`test`, or `stripe` with a test key).',
    )
    .meta({ examples: [true] }),
  door: z
    .enum(['open', 'queue', 'opened'])
    .describe(
      '`queue`: buyers need a pass from the waiting room of the sale. `opened`: they did, until its door was opened.',
    )
    .meta({ examples: ['open'] }),
  first_item_id: count
    .describe('Id of the first item. Items are numbered consecutively.')
    .meta({ examples: [110_001] }),
  items_count: count.meta({ examples: [10_000] }),
  buyer_limit: count.describe('Most units that one buyer may hold or own.').meta({ examples: [10] }),
  currency: z.string().meta({ examples: ['EUR'] }),
  starts_at: timestamp,
  ends_at: timestamp
    .nullable()
    .describe('`null`: open until the last unit is sold.')
    .meta({ examples: [null] }),
  units: z
    .object({ available: count, held: count, sold: count })
    .describe('Units by state. They add up to the stock of the sale.')
    .meta({ examples: [{ available: 9_998, held: 1, sold: 1 }] }),
})
export type SaleView = z.infer<typeof SaleView>

const itemSummary = {
  id: count.meta({ examples: [110_001] }),
  name: z.string().meta({ examples: ['Fluted Obsidian Beacon of the Ninth Tide'] }),
  image_url: z.string().meta({ examples: ['/v1/items/110001/image.svg'] }),
  price: Money,
}
export const ItemSummary = view('ItemSummary', itemSummary)
export type ItemSummary = z.infer<typeof ItemSummary>

/** An item with a quantity. */
export const LineView = view('Line', { ...itemSummary, quantity: count.meta({ examples: [1] }) })
export type LineView = z.infer<typeof LineView>

export const ItemView = view('Item', {
  ...itemSummary,
  sale_id: count.meta({ examples: [12] }),
  state: itemState,
  stock: count.meta({ examples: [1] }),
  units_left: count.meta({ examples: [1] }),
  list_price: Money.nullable().describe('Price of one unit before the discount; `null` without a discount.'),
  discount_percent: count.describe('Whole percent off the list price, rounded down.').meta({ examples: [0] }),
  buyer_limit: count
    .nullable()
    .describe('Most units of the item that one buyer may have; `null`: only the limit of the sale applies.'),
  withdrawn: z
    .boolean()
    .describe('The merchant no longer offers it.')
    .meta({ examples: [false] }),
  sale_status: saleStatus.meta({ examples: ['open'] }),
  sale_ends_at: timestamp.nullable().meta({ examples: [null] }),
  time_remaining_ms: z
    .number()
    .nullable()
    .describe('Time until the sale ends; `null` when it has no end.')
    .meta({
      examples: [null],
    }),
  colour: z.string().meta({ examples: ['#2f4858'] }),
  traits: z.record(z.string(), z.string()).meta({ examples: [{ material: 'obsidian', form: 'beacon' }] }),
  rarity: z.string().meta({ examples: ['1 of 38 in obsidian'] }),
})
export type ItemView = z.infer<typeof ItemView>

export const ItemDetailsView = view('ItemDetails', {
  ...ItemView.shape,
  description: z
    .string()
    .nullable()
    .describe('Plain text with line breaks, as the merchant wrote it; `null` without one.')
    .meta({ examples: [null] }),
})
export type ItemDetailsView = z.infer<typeof ItemDetailsView>

/** An item as its merchant manages it. */
export const OfferedItemView = view('OfferedItem', {
  ...itemSummary,
  position: count.describe('Place in the sale, from 0.').meta({ examples: [0] }),
  list_price: Money.nullable(),
  buyer_limit: count.nullable().meta({ examples: [null] }),
  description: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
  picture: z
    .string()
    .nullable()
    .describe('Id of the uploaded picture; `null` without one.')
    .meta({ examples: [null] }),
  stock: count.describe('All units: sold, reserved and available.').meta({ examples: [30] }),
  sold: count.meta({ examples: [2] }),
  held: count.describe('Units that are reserved, or in an order that is not decided yet.').meta({ examples: [1] }),
  withdrawn_at: timestamp
    .nullable()
    .describe('When the item was taken out of the sale; `null`: it is offered.')
    .meta({ examples: [null] }),
})
export type OfferedItemView = z.infer<typeof OfferedItemView>

export const OfferedItemsView = view('OfferedItems', {
  sale_id: count.meta({ examples: [12] }),
  items: z.array(OfferedItemView),
  next_cursor: count
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [110_050] }),
})
export type OfferedItemsView = z.infer<typeof OfferedItemsView>

export const PictureView = view('Picture', {
  id: pictureId.meta({ examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'] }),
  url: z
    .string()
    .describe('Address at this API. It never changes and can be cached for ever.')
    .meta({ examples: ['/v1/pictures/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/large.webp'] }),
  width: count.describe('Of the larger file, in pixels.').meta({ examples: [1_200] }),
  height: count.meta({ examples: [900] }),
})
export type PictureView = z.infer<typeof PictureView>

export const ItemEventView = view('ItemEvent', {
  type: z.enum(['offered', 'sold']),
  at: timestamp,
  price: Money.describe('Price of one unit.'),
  unit: count
    .nullable()
    .describe('Which unit sold, from 1 in the order of sale; `null` for `offered`.')
    .meta({ examples: [null] }),
  owner: z
    .string()
    .nullable()
    .describe('Name of the account that bought the unit, if it shows its name; else `null`.')
    .meta({ examples: [null] }),
})
export type ItemEventView = z.infer<typeof ItemEventView>

export const ItemHistoryView = view('ItemHistory', {
  item_id: count.meta({ examples: [110_001] }),
  events: z
    .array(ItemEventView)
    .describe('Oldest first. The first page begins with `offered`, once the sale has opened.'),
  next_cursor: count
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type ItemHistoryView = z.infer<typeof ItemHistoryView>

export const SalesView = view('Sales', {
  sales: z.array(SaleView).describe('Newest first.'),
  next_cursor: count
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [null] }),
})
export type SalesView = z.infer<typeof SalesView>

export const ActiveSalesView = view('ActiveSales', {
  server_time: timestamp,
  sales: z.array(SaleView).describe('Sales that are open now, newest first.'),
  next: SaleView.nullable().describe('The sale that opens next. It is created a few minutes ahead.'),
  next_starts_at: timestamp.describe('When the next hourly sale starts, even if it has not been created yet.'),
})
export type ActiveSalesView = z.infer<typeof ActiveSalesView>

export const SaleItemsView = view('SaleItems', {
  sale_id: count.meta({ examples: [12] }),
  total: count.describe('Total number of items in the requested state.').meta({ examples: [10_000] }),
  offset: count.meta({ examples: [0] }),
  limit: count.meta({ examples: [50] }),
  items: z.array(ItemView),
  next_cursor: count
    .nullable()
    .describe('`cursor` for the next page; `null` on the last page.')
    .meta({ examples: [110_050] }),
})
export type SaleItemsView = z.infer<typeof SaleItemsView>
