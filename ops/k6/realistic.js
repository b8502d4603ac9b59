/** Shoppers who come in a rush, look around, hesitate, reserve, change their minds and sometimes buy. */
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
} from './shop.js'

const VISITS = Number(__ENV.VISITS || 20)
const PAGE = 50

export const options = {
  scenarios: {
    visitors: {
      executor: 'ramping-arrival-rate',
      startRate: VISITS * 5,
      timeUnit: '1s',
      preAllocatedVUs: 200,
      maxVUs: 5_000,
      // The rush of a beginning sale, then those who come by.
      stages: [
        { target: VISITS, duration: '30s' },
        { target: VISITS, duration: __ENV.DURATION || '2m' },
      ],
    },
  },
  thresholds: { ...promised, ...quick },
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
