import {
  joinQueueInput,
  type Outcome,
  ok,
  type ProofOfWork,
  type Refused,
  refuse,
  type TicketView,
} from '../../contract/index.ts'
import type { Sale, StoredPlace } from '../../ledger/index.ts'
import { ownersOf } from '../account/shopper-context.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import type { Queue } from '../runtime/queues.ts'
import { needsAccount } from '../sale/sealed.ts'
import { findQueue } from './find-queue.ts'
import { queueState, ticketView } from './place-view.ts'
import { checkProof } from './proof.ts'

/**
 * Gives a buyer a place in the waiting room of a sale. A buyer who has one gets the same ticket, with or without a proof of work. After
 * their pass has expired, they get a new place at the end. `made`: by this request.
 */
export async function joinQueue(ctx: Context, raw: unknown): Promise<Outcome<{ made: boolean; place: TicketView }>> {
  const input = parse(joinQueueInput, raw)
  if (!input.ok) return input
  const { id: saleId, user_id: userId, proof } = input.value
  try {
    const found = await findQueue(ctx, saleId, 'door_open')
    if ('code' in found) return found
    const { sale, queue } = found
    const existing = await findOwnPlace(ctx, saleId, userId)
    const place = existing && ticketView(ctx, sale, queue, existing)
    // The queue may be half a second old, so that a pass may be valid for a moment longer.
    if (place && place.state !== 'expired') return ok({ made: false, place })
    const refused = refusalOf(sale, queue, userId) ?? (await refuseProof(ctx, queue, { saleId, userId, proof }))
    if (refused) return refused
    const verdict = await ctx.ledger.joinQueue({
      saleId,
      userId,
      ticket: ctx.requestId ?? ctx.newId(),
      proof: proof?.challenge.parameters.nonce ?? null,
      replaces: existing?.userId === userId ? existing.seq : null,
    })
    return 'place' in verdict
      ? ok({ made: verdict.status === 'joined', place: ticketView(ctx, sale, queue, verdict.place) })
      : refuse(verdict.status)
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** The buyer's place, or that of a guest that their account is linked to. */
export async function findOwnPlace(ctx: Context, saleId: number, userId: string): Promise<StoredPlace | null> {
  const places = await Promise.all(
    ownersOf(ctx, userId).map((owner) => ctx.ledger.findPlace({ saleId, userId: owner })),
  )
  return places.filter((place) => place !== null).sort((a, b) => a.seq - b.seq)[0] ?? null
}

/** Refusals that need no proof of work to be told. The ledger decides again. */
function refusalOf(sale: Sale, queue: Queue, userId: string): Refused | null {
  if (sale.soldOutAt) return refuse('sold_out')
  const state = queueState(sale, queue)
  if (state === 'over') return refuse('queue_closed')
  if (state === 'open') return refuse('door_open')
  return needsAccount(sale, userId) ? refuse('sign_in_required') : null
}

async function refuseProof(
  ctx: Context,
  queue: Queue,
  { saleId, userId, proof }: { saleId: number; userId: string; proof: ProofOfWork | undefined },
): Promise<Refused | null> {
  if (!ctx.settings.queue.proof) return null
  return proof ? checkProof(ctx, queue, proof, { saleId, userId }) : refuse('proof_required')
}
