import type { FieldError } from '@hourglass/core/contract'
import { invalid, unknownMember } from '@hourglass/core/operations'
import type { AnyRouter } from '@trpc/server'
import { type FastifyHandlerOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readJsonText } from '../read-json.ts'
import { RefusedError } from '../refused-error.ts'

/** What tRPC reads of a query. Of a POST it reads the input from the body alone. */
const PARAMETERS: Record<string, readonly string[]> = {
  GET: ['input', 'batch'],
  HEAD: ['input', 'batch'],
  POST: ['batch'],
}

/**
 * Serves a router at `{prefix}/{path}`, by GET and POST. tRPC's own Fastify plugin is not used: it adds a multipart parser without a
 * size limit, and answers every method.
 */
export function mountRouter<Router extends AnyRouter>(
  app: FastifyInstance,
  prefix: string,
  options: FastifyHandlerOptions<Router, FastifyRequest, FastifyReply>,
): void {
  readJsonText(app)
  app.addHook('preValidation', (request, _reply, done) => {
    const errors = unreadOf(request)
    if (errors.length === 0) done()
    else done(new RefusedError(invalid(errors)))
  })
  // The headers of tRPC's response replace those of the same name that the reply has.
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

/** What tRPC would not read of a request. */
function unreadOf({ method, params, query, body }: FastifyRequest): FieldError[] {
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

/** The object that a text holds; an empty one where tRPC will say what is wrong. */
function objectIn(text: unknown): object {
  try {
    return Object(typeof text === 'string' ? JSON.parse(text) : {})
  } catch {
    return {}
  }
}
