import type { Context } from '@hourglass/core/operations'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance } from 'fastify'
import { traceIdOf } from '../problem.ts'
import { sessionOf } from '../session.ts'
import { appRouter, type TrpcContext } from './router.ts'

/** Calls in one tRPC batch. */
const TRPC_BATCH_MAX = 10

/** tRPC at `/trpc`, for the storefront: the same operations as REST, for the shopper of the session. */
export async function trpcRoutes(app: FastifyInstance, ctx: Context): Promise<void> {
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      maxBatchSize: TRPC_BATCH_MAX,
      createContext: ({ req, res }: { req: Parameters<typeof traceIdOf>[0]; res: unknown }): TrpcContext => ({
        ctx,
        userId: sessionOf(ctx.sessionKey, req as never, res as never),
        url: '/trpc',
        traceId: traceIdOf(req),
      }),
    },
  })
}
