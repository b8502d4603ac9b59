import { type Outcome, type Refused, userId } from '@hourglass/core/contract'
import { buyerPrefix } from '@hourglass/core/domain'
import { type Context, type Kept, once } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fingerprintOf, idempotencyKeyOf } from '../idempotency-key.ts'

/** Keys of buyers who are taken on trust, and of a partner's: each buyer's are its own. */
const principalOf = ({ caller }: FastifyRequest, buyer: string): string =>
  caller ? `partner:${buyer || buyerPrefix(caller.partner)}` : `open:${buyer}`

/** What is done about a request whose key is wrong; its operation is not run. */
type TurnAway = (refused: Refused) => Promise<Refused>

interface Manner<T> {
  turnAway?: TurnAway | undefined
  /** For an answer that has a secret. */
  kept?: Kept<T> | undefined
}

/**
 * Runs a POST's operation once for its Idempotency-Key; without one it runs as it is. An answer that is told again says
 * so in a header, and is equal otherwise.
 */
export async function idempotent<T>(
  ctx: Context,
  [request, reply]: [FastifyRequest, FastifyReply],
  input: unknown,
  operation: (ctx: Context, input: unknown) => Promise<Outcome<T>>,
  { turnAway = async (refused) => refused, kept }: Manner<T> = {},
): Promise<Outcome<T>> {
  const key = idempotencyKeyOf(request.headers)
  if (key === undefined) return operation(ctx, input)
  if (typeof key !== 'string') return turnAway(key)
  const fingerprint = fingerprintOf(`${request.method} ${request.routeOptions.url}`, input)
  const claim = { principal: principalOf(request, buyerOf(input)), key, fingerprint }
  const { outcome, replayed } = await once(ctx, claim, (within) => operation(within, input), { kept })
  if (!outcome.ok && outcome.code === 'idempotency_key_reused') return turnAway(outcome)
  if (replayed) reply.header('idempotent-replayed', 'true')
  return outcome
}

/** The buyer whom the input names; '' when it names none, or what is no user id. */
function buyerOf(input: unknown): string {
  const named = typeof input === 'object' && input !== null && 'user_id' in input ? input.user_id : undefined
  return userId.safeParse(named).data ?? ''
}
