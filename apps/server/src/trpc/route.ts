import { refuse } from '@hourglass/core/contract'
import type { Context, Sessions } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { accountOf } from '../accounts/account-of.ts'
import { contextFor, hasTestKey } from '../callers/own-names.ts'
import type { CountAction, CountGuest } from '../callers/rate-limits.ts'
import { shoppersOf } from '../callers/shopper.ts'
import type { Config } from '../config.ts'
import { RefusedError } from '../problem.ts'
import type { Seats } from '../routes/route.ts'
import { exchangeOf, mountRouter } from './mount.ts'
import { appRouter, type TrpcContext } from './router.ts'

/** Most calls in one tRPC batch. */
const TRPC_BATCH_MAX = 10

interface Given {
  ctx: Context
  config: Config
  sessions: Sessions
  countAction: CountAction
  countGuest: CountGuest
  seats: Seats
}

/** tRPC at `/trpc`, for the storefront: the same operations as REST, run as the shopper of the session. */
export async function trpcRoutes(
  app: FastifyInstance,
  { ctx, config, sessions, countAction, countGuest, seats }: Given,
): Promise<void> {
  await app.register(async (scope) => {
    // The storefront sells live sales only: for a test key it does not exist.
    scope.addHook('onRequest', (request, _reply, done) => {
      done(hasTestKey(request) ? new RefusedError(refuse('route_not_found')) : undefined)
    })
    mountRouter(scope, '/trpc', {
      router: appRouter,
      maxBatchSize: TRPC_BATCH_MAX,
      log: ctx.log,
      createContext(req, res): TrpcContext {
        return {
          ...exchangeOf(contextFor(ctx, req), '/trpc', req, res),
          ...shoppersOf([req, res], { ctx, sessions, countGuest }),
          account: accountOf([req, res], { ctx, config, sessions }),
          takeSeat: () => seats.take(req),
          countAction: (action, input) => countAction([req, res], action, input),
        }
      },
    })
  })
}
