import type { Context } from '@hourglass/core/operations'
import type { TRPCError } from '@trpc/server'
import { type CreateFastifyContextOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CountOrder } from '../callers/rate-limits.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import { traceIdOf } from '../problem.ts'
import { sessionOf } from '../session.ts'
import { countAs, countRefusal } from './counted.ts'
import { appRouter, type TrpcContext } from './router.ts'

/** Calls in one tRPC batch. */
const TRPC_BATCH_MAX = 10

/** tRPC at `/trpc`, for the storefront: the same operations as REST, for the shopper of the session. */
export async function trpcRoutes(app: FastifyInstance, ctx: Context, countOrder: CountOrder): Promise<void> {
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      maxBatchSize: TRPC_BATCH_MAX,
      onError({ error, path, req }: { error: TRPCError; path: string | undefined; req: FastifyRequest }) {
        countRefusal(req, error)
        if (error.code === 'INTERNAL_SERVER_ERROR')
          ctx.log.error({ path, trace_id: traceIdOf(req), error: String(error.cause ?? error) }, 'a defect')
      },
      createContext({ req, res, info }: CreateFastifyContextOptions): TrpcContext {
        countAs(req, info, '/trpc', appRouter)
        return {
          ctx,
          userId: sessionOf(ctx.sessionKey, req, res),
          url: '/trpc',
          traceId: traceIdOf(req),
          key: idempotencyKeyOf(req.headers),
          countOrder: (input) => countOrder([req, res], input),
          onReplay: () => void res.header('idempotent-replayed', 'true'),
        }
      },
    },
  })
}
