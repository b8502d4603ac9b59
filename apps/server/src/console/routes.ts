import { refuse } from '@hourglass/core/contract'
import type { FastifyInstance } from 'fastify'
import { BODY_BYTES_MAX, SALE_BODY_BYTES_MAX } from '../limits.ts'
import { sendProblem } from '../problem.ts'
import type { System } from '../system/system.ts'
import { exchangeOf, mountRouter } from '../trpc/mount.ts'
import { type Guards, operatorOf, readerOf } from './operators.ts'
import type { ConsoleContext } from './procedures.ts'
import { adminRouter } from './router.ts'

const PREFIX = '/trpc/admin'

/** tRPC at `/trpc/admin`, for the console: operations for operators: accounts with a role, and keys with the admin scope. */
export async function consoleRoutes(
  app: FastifyInstance,
  given: Guards & { system: System; mailbox: boolean },
): Promise<void> {
  const { ctx, system, mailbox } = given
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = SALE_BODY_BYTES_MAX
    })
    // Only operators may send large bodies, which contain the items of a sale.
    scope.addHook('preParsing', async (request, reply) => {
      const { 'content-length': length, 'transfer-encoding': chunked } = request.headers
      if (chunked === undefined && Number(length ?? 0) <= BODY_BYTES_MAX) return
      const operator = await operatorOf(request, given)
      if (!operator.ok)
        return sendProblem(reply, operator.code === 'sign_in_required' ? refuse('body_too_large') : operator)
    })
    mountRouter(scope, PREFIX, {
      router: adminRouter,
      allowBatching: false,
      log: ctx.log,
      createContext(req, res): ConsoleContext {
        return {
          ...exchangeOf(ctx, PREFIX, req, res),
          system,
          mailbox,
          operator: () => operatorOf(req, given),
          reader: () => readerOf(req, given),
        }
      },
    })
  })
}
