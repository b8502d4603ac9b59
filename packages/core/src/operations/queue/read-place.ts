import { type Outcome, ok, placeInput, refuse, type TicketView, ticketInput } from '../../contract/index.ts'
import { isOwn } from '../account/shopper-context.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { findQueue } from './find-queue.ts'
import { findOwnPlace } from './join-queue.ts'
import { ticketView } from './place-view.ts'

/** Reads a ticket. Another buyer's ticket is `ticket_not_found`. */
export async function readPlace(ctx: Context, raw: unknown): Promise<Outcome<TicketView>> {
  const input = parse(ticketInput, raw)
  if (!input.ok) return input
  const { id: saleId, ticket, user_id: userId } = input.value
  try {
    const found = await findQueue(ctx, saleId, 'ticket_not_found')
    if ('code' in found) return found
    const place = await ctx.ledger.readPlace({ saleId, ticket })
    if (!place || !isOwn(ctx, userId, place.userId)) return refuse('ticket_not_found')
    return ok(ticketView(ctx, found.sale, found.queue, place))
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** Finds the place of a buyer in a sale, for a browser that has forgotten its ticket. null: none. */
export async function findPlace(ctx: Context, raw: unknown): Promise<Outcome<TicketView | null>> {
  const input = parse(placeInput, raw)
  if (!input.ok) return input
  const { id: saleId, user_id: userId } = input.value
  try {
    const found = await findQueue(ctx, saleId)
    if ('code' in found) return found.code === 'queue_not_found' ? ok(null) : found
    const place = await findOwnPlace(ctx, saleId, userId)
    return ok(place && ticketView(ctx, found.sale, found.queue, place))
  } catch (error) {
    return ledgerRefusal(error)
  }
}
