import { describeItem, drawItemPicture, drawNameCard, EDITION } from '@hourglass/core/catalog'
import { type ItemView, picturePath, type SaleView } from '@hourglass/core/contract'
import type { MerchantDrop, SealedDrop } from '../../data/read-drop'
import { PAGE_ITEMS } from '../../drop/page-params.ts'
import type { SaleMoney } from '../../words/sale.ts'

/** An item of a sale that is not open yet, as typed or as stored. Prices in minor units. */
export interface PreviewedItem {
  name?: string | undefined
  stock: number
  price: number
  list_price?: number | null | undefined
  buyer_limit?: number | null | undefined
  /** Id of an uploaded picture. */
  picture?: string | null | undefined
  /** Address of its generated picture, if the API shows it already. */
  image_url?: string | undefined
}

/** A sale that is not open yet. */
export interface PreviewedSale {
  name: string
  currency: string
  /** ISO 8601; null: it starts at once, and runs until sold out. */
  startsAt: string | null
  endsAt: string | null
  buyerLimit: number
  /** Whether its items are visible before it opens. */
  shown: boolean
  guests: SaleView['guests']
  money: SaleMoney
  items: readonly PreviewedItem[]
}

/** The moment of a sale that a preview shows. */
export type Moment = 'before' | 'open'

/** The seed of a sale is drawn when it is made, so items without a name are examples. */
const SAMPLE = { seed: 20_260_131, edition: EDITION }
const UNNAMED = 'New sale'

/**
 * The sale as the pages of the storefront get it. It has no id that exists, and nothing of it is sold. What is typed may be
 * incomplete: an amount that is none counts as 0, a number of units as 1.
 */
export function dropOf(sale: PreviewedSale, moment: Moment, apiOrigin: string): MerchantDrop | SealedDrop {
  const now = new Date().toISOString()
  const currency = /^[A-Z]{3}$/.test(sale.currency) ? sale.currency : 'EUR'
  const items = sale.items.slice(0, PAGE_ITEMS).map((item, at) => itemView(item, at, { currency, moment, apiOrigin }))
  const isSealed = moment === 'before' && !sale.shown
  const view: SaleView = {
    id: 0,
    name: sale.name.trim() || UNNAMED,
    kind: 'merchant',
    status: moment === 'before' ? 'scheduled' : 'open',
    ...SAMPLE,
    seed: isSealed ? null : SAMPLE.seed,
    commitment: null,
    secret: null,
    teaser_seed: SAMPLE.seed,
    preview: sale.shown,
    guests: sale.guests,
    ...sale.money,
    // A waiting room would let nobody see the items.
    door: 'open',
    first_item_id: 1,
    items_count: sale.items.length,
    buyer_limit: wholeOr(sale.buyerLimit, 1),
    currency,
    starts_at: sale.startsAt ?? now,
    ends_at: sale.endsAt !== null && sale.endsAt > now ? sale.endsAt : null,
    units: { available: sale.items.reduce((units, { stock }) => units + wholeOr(stock, 1), 0), held: 0, sold: 0 },
  }
  const occasion = { sale: view, stillOpen: [], next: null, nextStartsAt: view.starts_at, serverTime: now }
  if (isSealed) return { is: 'sealed', ...occasion }
  return { is: 'merchant', ...occasion, items, total: sale.items.length, states: null, page: 1 }
}

const wholeOr = (value: number, other: number): number => (Number.isSafeInteger(value) && value > 0 ? value : other)
const amountOf = (value: number): number => (Number.isSafeInteger(value) && value >= 0 ? value : 0)

interface Around {
  currency: string
  moment: Moment
  apiOrigin: string
}

function itemView(item: PreviewedItem, at: number, { currency, moment, apiOrigin }: Around): ItemView {
  const { colour, name, rarity, traits } = describeItem(SAMPLE, at)
  const [stock, price] = [wholeOr(item.stock, 1), amountOf(item.price)]
  const list = item.list_price == null ? null : amountOf(item.list_price)
  return {
    id: at + 1,
    sale_id: 0,
    name: item.name?.trim() || name,
    image_url: pictureOf(item, at, apiOrigin),
    price: { amount: price, currency },
    list_price: list === null ? null : { amount: list, currency },
    discount_percent: list && list > price ? Math.floor((100 * (list - price)) / list) : 0,
    state: 'available',
    stock,
    units_left: stock,
    buyer_limit: item.buyer_limit == null ? null : wholeOr(item.buyer_limit, 1),
    withdrawn: false,
    sale_status: moment === 'before' ? 'scheduled' : 'open',
    sale_ends_at: null,
    time_remaining_ms: null,
    colour,
    traits: { ...traits },
    rarity: String(rarity),
  }
}

/** A whole address: the uploaded picture, or the card or picture that the API will draw. */
function pictureOf({ picture, image_url, name }: PreviewedItem, at: number, apiOrigin: string): string {
  if (picture) return apiOrigin + picturePath(picture, 'large.webp')
  if (image_url) return apiOrigin + image_url
  const svg = name?.trim() ? drawNameCard(name.trim()) : drawItemPicture(SAMPLE, at)
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
