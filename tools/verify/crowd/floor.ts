import { fileURLToPath } from 'node:url'
import type { Server } from '../../harness/fleet.ts'
import { hourlySale } from '../../harness/hourly-sale.ts'
import { Sender } from '../../harness/sender.ts'
import type { Stores } from '../../harness/stores.ts'
import type { Evidence } from '../judge/evidence.ts'
import { readSettledState } from '../judge/stored-state.ts'
import { Calls } from './calls.ts'
import { hourlyOffer, type Offer, openMerchantSale } from './offer.ts'
import type { Options } from './options.ts'
import { isApproved, STEP_SEED } from './order-step.ts'
import { Shopper } from './shopper.ts'
import { HOLD_MS } from './visits.ts'

const ORDER_STEP = fileURLToPath(new URL('order-step.ts', import.meta.url))

/** The open sales and all requests to them. */
export interface Floor {
  calls: Calls
  sender: Sender
  shopper: Shopper
  /** Grows when sales open during the run. */
  offers: Offer[]
}

/** Waits for the hourly sale and opens a merchant sale if requested. */
export async function openFloor(
  servers: readonly Server[],
  { seed, merchantItems }: Pick<Options, 'seed' | 'merchantItems'>,
): Promise<Floor> {
  const calls = new Calls()
  const sender = new Sender(servers)
  const offers = [hourlyOffer(await hourlySale(sender))]
  if (merchantItems > 0) offers.push(await openMerchantSale(sender, seed, merchantItems))
  return { calls, sender, shopper: new Shopper(sender, calls), offers }
}

export const unitsOf = ({ items }: Offer): number => items.reduce((sum, item) => sum + item.stock, 0)

/** The stored state of all sales once no work is in progress, and all responses. */
export async function readEvidence(stores: Stores, { calls, offers }: Floor, seed: number): Promise<Evidence> {
  const saleIds = offers.map((offer) => offer.saleId)
  const { sales, attempts } = await readSettledState(stores, saleIds)
  return { calls: calls.all, sales, attempts, isApproved: (id) => isApproved(seed, id) }
}

/** Environment of the servers. */
export function serverEnv(seed: number): NodeJS.ProcessEnv {
  return {
    HOLD_TTL: `${HOLD_MS}ms`,
    // Short, so that another server soon takes over the orders of a killed one.
    ORDER_CLAIM: '2s',
    ORDER_STEP,
    [STEP_SEED]: `${seed}`,
  }
}
