import type { SaleView } from '@hourglass/core/contract'
import { shopUntilSold } from '../../crowd/crowd.ts'
import { hourlyOffer } from '../../crowd/offer.ts'
import { type Fault, pause } from '../fault.ts'

const PERIOD_MS = 2_000
const LOOK_MS = 100
/** What a crowd of one sale tries: as much as it takes to sell it before the third after it begins. */
const TRIES = 150

/** Each sale has a crowd of its own, which stays until the sale is sold out, however many have begun since. */
const hours: Fault = {
  name: 'hours',
  what: 'a new sale every two seconds at full load; the earlier ones stay open until sold',
  env: { SALE_PERIOD: `${PERIOD_MS}ms`, SALE_ITEMS: '60' },
  async crowd({ floor, size }, { stopping }) {
    const known = new Set<number>()
    const crowds = [shopUntilSold({ ...size, ...floor, offers: floor.offers.slice(1), tries: TRIES })]
    floor.offers.shift()
    do {
      const { sales } = await floor.sender.read<{ sales: SaleView[] }>('/v1/sales/active')
      for (const sale of sales) {
        if (sale.kind !== 'hourly' || known.has(sale.id)) continue
        known.add(sale.id)
        const offer = hourlyOffer(sale)
        floor.offers.push(offer)
        crowds.push(shopUntilSold({ ...size, ...floor, offers: [offer], tries: TRIES, seed: size.seed + sale.id }))
      }
    } while (await pause(LOOK_MS, stopping))
    return (await Promise.all(crowds)).every(Boolean)
  },
  async strike({ floor }, { stopping }) {
    while (await pause(LOOK_MS, stopping));
    return floor.offers.length
  },
}

export const calendar = [hours]
