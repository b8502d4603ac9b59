import { refuse } from '@hourglass/core/contract'
import type { Context } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { hasTestKey } from '../callers/own-names.ts'
import type { CountGuest, CountOrder } from '../callers/rate-limits.ts'
import { RefusedError } from '../problem.ts'
import type { Seats } from '../routes/route.ts'
import { ANONYMOUS, knownSession, newGuest, renewSession } from '../session.ts'
import { exchangeOf, mountRouter } from './mount.ts'
import { appRouter, type TrpcContext } from './router.ts'

/** Most calls in one tRPC batch. */
const TRPC_BATCH_MAX = 10

interface Given {
  ctx: Context
  countOrder: CountOrder
  countGuest: CountGuest
  seats: Seats
}

/** tRPC at `/trpc`, for the storefront: the same operations as REST, run as the shopper of the session. */
export async function trpcRoutes(app: FastifyInstance, { ctx, countOrder, countGuest, seats }: Given): Promise<void> {
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
        const known = knownSession(ctx.signing.session, req)
        if (known) renewSession(ctx.signing.session, [req, res], known)
        let guest: Promise<string> | undefined
        /** A browser gets a guest session with its first mutation; reading creates none. */
        const ensureGuest = async (): Promise<string> => {
          if (known) return known
          const refused = await countGuest(req, res)
          if (refused) throw new RefusedError(refused)
          return newGuest(ctx.signing.session, req, res)
        }
        return {
          ...exchangeOf(ctx, '/trpc', req, res),
          reader: known ?? ANONYMOUS,
          shopper: () => {
            guest ??= ensureGuest()
            return guest
          },
          takeSeat: () => seats.take(req),
          countOrder: (input) => countOrder([req, res], input),
        }
      },
    })
  })
}
