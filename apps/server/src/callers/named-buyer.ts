import { type Refused, refuse } from '@hourglass/core/contract'
import { isReservedName } from '@hourglass/core/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedError } from '../problem.ts'
import { inputOf } from '../rest/input.ts'
import { type TrustConfig, trustOf } from './trust.ts'

/**
 * A caller that is trusted because of `TRUSTED_HOSTS` must name the buyer in every request that concerns one, and must not name a
 * partner's buyer (`acme/ann`) or a guest (`guest:…`). A purchase needs no name, since its code belongs to one buyer.
 */
export function requireNamedBuyer(app: FastifyInstance, config: TrustConfig): void {
  app.addHook('preHandler', (request, _reply, done) => {
    const refused = request.caller || trustOf(config, request) !== 'host' ? null : refusalOf(request)
    done(refused ? new RefusedError(refused) : undefined)
  })
}

function refusalOf(request: FastifyRequest): Refused | null {
  const { route } = request.routeOptions.config
  if (!route || !('user_id' in route.input.shape)) return null
  const input = inputOf(request)
  const named = typeof input === 'object' && input !== null && 'user_id' in input ? input.user_id : undefined
  if (named === undefined) return route.path === '/purchase' ? null : wrong('user_id is missing')
  if (typeof named === 'string' && isReservedName(named))
    return wrong(
      'user_id must not contain "/" or begin with "guest:": these names are reserved for partners and guests',
    )
  return null
}

const wrong = (detail: string): Refused =>
  refuse('invalid_request', { detail, errors: [{ pointer: '#/user_id', detail }] })
