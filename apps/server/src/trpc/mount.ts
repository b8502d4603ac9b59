import type { FieldError } from '@hourglass/core/contract'
import { type Context, invalid, unknownMember } from '@hourglass/core/operations'
import type { AnyRouter, inferRouterContext, TRPCError } from '@trpc/server'
import {
  type CreateFastifyContextOptions,
  type FastifyHandlerOptions,
  fastifyRequestHandler,
} from '@trpc/server/adapters/fastify'
import type { TRPCRequestInfo } from '@trpc/server/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RefusedError, traceIdOf } from '../problem.ts'
import { readJsonText } from '../read-json.ts'
import { idempotencyKeyOf } from '../rest/idempotency.ts'
import { type Exchange, refusedOf } from './problems.ts'

/** Query parameters that tRPC reads, by method. In a POST the input is in the body. */
const PARAMETERS: Record<string, readonly string[]> = {
  GET: ['input', 'batch'],
  HEAD: ['input', 'batch'],
  POST: ['batch'],
}

/** The part of a request that every procedure needs. */
export const exchangeOf = (ctx: Context, url: string, req: FastifyRequest, res: FastifyReply): Exchange => ({
  ctx,
  url,
  traceId: traceIdOf(req),
  key: idempotencyKeyOf(req.headers),
  onReplay: () => void res.header('idempotent-replayed', 'true'),
})

interface Mounted<Router extends AnyRouter> {
  router: Router
  log: Context['log']
  allowBatching?: boolean
  maxBatchSize?: number
  createContext(req: FastifyRequest, res: FastifyReply): inferRouterContext<Router>
}

/**
 * Serves a router at `{prefix}/{path}` with GET and POST. It does not use tRPC's Fastify plugin, which adds a multipart parser without a
 * size limit and answers every method.
 */
export function mountRouter<Router extends AnyRouter>(
  app: FastifyInstance,
  prefix: string,
  { log, createContext, ...given }: Mounted<Router>,
): void {
  const options = {
    ...given,
    createContext({ req, res, info }: CreateFastifyContextOptions) {
      setMetricsLabels(req, info, prefix, given.router)
      return createContext(req, res)
    },
    onError({ error, path, req }: { error: TRPCError; path: string | undefined; req: FastifyRequest }) {
      countRefusal(req, error)
      if (error.code === 'INTERNAL_SERVER_ERROR')
        log.error(
          { path, trace_id: traceIdOf(req), error: String(error.cause ?? error) },
          'unhandled error in procedure',
        )
    },
  } as unknown as FastifyHandlerOptions<Router, FastifyRequest, FastifyReply>
  readJsonText(app)
  app.addHook('preValidation', (request, _reply, done) => {
    const errors = unknownInput(request)
    if (errors.length === 0) done()
    else done(new RefusedError(invalid(errors)))
  })
  // Headers of tRPC's response replace headers of the same name on the reply.
  app.addHook('onSend', async (_request, _reply, payload) => {
    if (!(payload instanceof Response)) return
    const stream = payload.headers.get('content-type')?.startsWith('text/event-stream')
    payload.headers.set('cache-control', stream ? 'no-store, no-transform' : 'no-store')
    payload.headers.append('vary', 'Origin')
  })
  const handler = (req: FastifyRequest, res: FastifyReply) => {
    const { path } = req.params as { path: string }
    return fastifyRequestHandler({ ...options, req, res, path })
  }
  app.get(`${prefix}/:path`, handler)
  app.post(`${prefix}/:path`, handler)
}

/** Query parameters and batch members that tRPC would silently ignore. */
function unknownInput({ method, params, query, body }: FastifyRequest): FieldError[] {
  const { batch, input } = query as { batch?: unknown; input?: unknown }
  const errors: FieldError[] = []
  for (const [name, value] of Object.entries(query as object)) {
    if (!PARAMETERS[method]?.includes(name)) errors.push(unknownMember([name]))
    else if (typeof value !== 'string') errors.push({ pointer: `#/${name}`, detail: `${name} must be given once` })
  }
  if (batch === undefined) return errors
  if (batch !== '1') errors.push({ pointer: '#/batch', detail: 'batch must be 1' })
  const calls = (params as { path: string }).path.split(',').length
  const known = Array.from({ length: calls }, (_, at) => String(at))
  const unknown = Object.keys(objectIn(method === 'POST' ? body : input)).filter((name) => !known.includes(name))
  return [...errors, ...unknown.map((name) => unknownMember([name]))]
}

/** Parses a JSON object; empty on a syntax error, which tRPC reports itself. */
function objectIn(text: unknown): object {
  try {
    return Object(typeof text === 'string' ? JSON.parse(text) : {})
  } catch {
    return {}
  }
}

/** Counts a request under the procedure it calls, if that procedure exists. A batch is counted under its route. */
function setMetricsLabels(request: FastifyRequest, info: TRPCRequestInfo, prefix: string, router: AnyRouter): void {
  const [call] = info.calls
  if (!call || info.isBatchCall || !Object.hasOwn(router._def.procedures, call.path)) return
  request.procedure = `${prefix}/${call.path}`
  // Streams are not timed: they have no end.
  if (info.type === 'subscription') request.outcome = null
}

/** Counts a refusal under its code. For a batch only the status is known. */
function countRefusal(request: FastifyRequest, error: TRPCError): void {
  if (request.procedure !== '') request.outcome = refusedOf(error).code
}
