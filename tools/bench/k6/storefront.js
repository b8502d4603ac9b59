/** Shoppers who arrive in a rush, browse, watch the live feed, wait, reserve, cancel and sometimes buy. */
import { sleep } from 'k6'
import {
  anyItem,
  auditSale,
  checkout,
  endReservation,
  newBuyer,
  openSale,
  promised,
  purchase,
  quick,
  read,
  reserve,
  watch,
} from './shop.js'

const VISITS = Number(__ENV.VISITS || 20)
const RUSH = __ENV.RUSH || '30s'
const PAGE = 50
/** Seconds that a shopper watches the sale. */
const WATCHING = 5

export const options = {
  scenarios: {
    visitors: {
      executor: 'ramping-arrival-rate',
      startRate: VISITS * 5,
      timeUnit: '1s',
      preAllocatedVUs: 200,
      maxVUs: 5_000,
      // A rush when the sale opens, then a constant rate.
      stages: [
        { target: VISITS, duration: RUSH },
        { target: VISITS, duration: __ENV.DURATION || '2m' },
      ],
    },
  },
  thresholds: { ...promised, ...quick, live_first_byte: ['p(95)<500'] },
}
export const setup = openSale
export const teardown = auditSale

const think = (from, to) => sleep(from + Math.random() * (to - from))
const chance = (share) => Math.random() < share

export default function (sale) {
  const buyer = newBuyer()
  for (let pages = 1 + Math.floor(Math.random() * 3); pages > 0; pages--) {
    const offset = Math.floor((Math.random() * sale.count) / PAGE) * PAGE
    read(`/v1/sales/${sale.id}/items?limit=${PAGE}&offset=${offset}`, 'shelf')
    think(1, 5)
  }
  const item = anyItem(sale)
  read(`/v1/items/${item}`, 'item')
  think(1, 4)
  read(`/v1/items/${item}/image.svg`, 'image')
  if (chance(0.5)) watch(sale, WATCHING)
  if (chance(0.3)) return
  if (chance(0.2)) {
    const id = reserve(buyer, item)
    think(2, 8)
    if (id) endReservation(id, chance(0.6) ? 'confirm' : 'cancel')
    return
  }
  const code = checkout(buyer, [item])
  think(1, 8)
  if (code && chance(0.8)) purchase(code)
}
