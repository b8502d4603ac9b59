import { type Outcome, ok, type QueueChallengeView, queueChallengeInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { findQueue } from './find-queue.ts'
import { makeChallenge } from './proof.ts'

/** What a buyer must solve to join a waiting room. */
export async function challengeToJoin(ctx: Context, raw: unknown): Promise<Outcome<QueueChallengeView>> {
  const input = parse(queueChallengeInput, raw)
  if (!input.ok) return input
  const { id: saleId, user_id: userId } = input.value
  try {
    const found = await findQueue(ctx, saleId, 'door_open')
    if ('code' in found) return found
    if (!ctx.settings.queue.proof) return ok({ challenge: null, expires_at: null })
    const { challenge, expiresAt } = await makeChallenge(ctx, found.queue, { saleId, userId })
    return ok({ challenge, expires_at: new Date(expiresAt).toISOString() })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
