import type { Server } from '../../harness/fleet.ts'
import { hourlySale } from '../../harness/hourly-sale.ts'
import { Sender } from '../../harness/sender.ts'
import type { Stores } from '../../harness/stores.ts'
import type { Options } from '../sell-out/options.ts'
import { settledBooks } from '../sell-out/settled.ts'
import { type Attempt, readMixed, type SaleBooks } from './books.ts'
import { Calls } from './calls.ts'
import type { Evidence } from './evidence.ts'
import { hourlyOffer, type Offer, openMerchantSale } from './offer.ts'
import { isApproved } from './order-decision.ts'
import { Shopper } from './shopper.ts'

/** The two sales, and all that is sent and heard in them. */
export interface Floor {
  calls: Calls
  sender: Sender
  shopper: Shopper
  /** More may begin while it lasts. */
  offers: Offer[]
}

/** Opens the merchant's sale beside the hourly one. */
export async function openFloor(
  servers: readonly Server[],
  { seed, merchantItems }: Pick<Options, 'seed' | 'merchantItems'>,
): Promise<Floor> {
  const calls = new Calls()
  const sender = new Sender(servers)
  const offers = [hourlyOffer(await hourlySale(sender)), await openMerchantSale(sender, seed, merchantItems)]
  return { calls, sender, shopper: new Shopper(sender, calls), offers }
}

export const unitsOf = ({ items }: Offer): number => items.reduce((sum, item) => sum + item.stock, 0)

/** The books of both sales once nothing is under way any more, and everything that was heard. */
export async function readEvidence(
  stores: Stores,
  { calls, offers }: Floor,
  seed: number,
): Promise<Evidence & { sales: SaleBooks[] }> {
  const saleIds = offers.map((offer) => offer.saleId)
  let attempts: Attempt[] = []
  const sales = await settledBooks(async () => {
    const read = await readMixed(stores, saleIds)
    attempts = read.attempts
    return read.sales
  })
  return { calls: calls.all, sales, attempts, isApproved: (id) => isApproved(seed, id) }
}
