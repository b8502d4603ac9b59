import { noInput, type Outcome, refuse, userId } from '@hourglass/core/contract'
import { buyerPrefix, OPERATOR } from '@hourglass/core/domain'
import { type Context, drawItem, parse } from '@hourglass/core/operations'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorOf, contextFor, hasTestKey, writeFor } from '../callers/own-names.ts'
import type { CountAction } from '../callers/rate-limits.ts'
import { refusedBy } from '../errors.ts'
import { BUYING_REQUESTS_MAX } from '../limits.ts'
import { sendProblem, traceIdOf } from '../problem.ts'
import { type OperationRoute, type Route, type Services, urlOf } from '../routes/route.ts'
import { runAudited } from './audit.ts'
import { idempotencyKeyOf, runIdempotent } from './idempotency.ts'
import { inputOf } from './input.ts'

/** Rejects routes without a declaration, which would be missing from the OpenAPI document. tRPC and sign-in, which serve the storefront only, and the payment provider's events are exempt. Call it before routes are added. */
export function requireOpenApi(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    // The root only leads to the reference. The CORS plugin registers OPTIONS.
    if (/^\/($|(trpc|auth|payments)\/)/.test(url) || method === 'OPTIONS' || config?.route) return
    throw new TypeError(`${method} ${url} is not declared in routes/`)
  })
}

interface Given extends Services {
  countAction: CountAction
}

/** Registers the REST routes of declarations. */
export function createRegister(given: Given): (app: FastifyInstance, routes: Record<string, Route>) => void {
  let buying = 0

  async function shedLoad<Value>(run: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    if (buying >= BUYING_REQUESTS_MAX) return refuse('busy')
    buying++
    try {
      return await run()
    } finally {
      buying--
    }
  }

  const outcomeOf = (route: OperationRoute, exchange: [FastifyRequest, FastifyReply]) =>
    route.shedsLoad ? shedLoad(() => run(given, route, exchange)) : run(given, route, exchange)

  function handlerOf(route: Route) {
    const [status = 200] = Object.keys(route.success).map(Number)
    return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      if ('handle' in route) {
        const input = parse(route.input, inputOf(request))
        const services = hasTestKey(request) ? sandboxOf(given, request) : given
        return input.ok ? route.handle({ request, reply, input: input.value }, services) : sendProblem(reply, input)
      }
      const outcome = await outcomeOf(route, [request, reply])
      return outcome.ok ? answer(reply, route, status, outcome.value) : sendProblem(reply, outcome)
    }
  }

  return (app, routes) => {
    for (const route of Object.values(routes)) {
      const { bodyLimit, success } = route
      app.route({
        method: route.method.toUpperCase(),
        url: urlOf(route),
        config: { route },
        handler: handlerOf(route),
        ...(bodyLimit !== undefined && { bodyLimit }),
        // A stream never ends, so HEAD would never be answered.
        ...(success[200]?.type === 'text/event-stream' && { exposeHeadRoute: false }),
        ...('onRefused' in route && { errorHandler: recordRefusals(given.ctx, route) }),
      })
    }
  }
}

/** The services of a test key. Pictures are drawn for each request: the cache has those of live sales. */
function sandboxOf(given: Given, request: FastifyRequest): Given {
  const ctx = contextFor(given.ctx, request)
  return { ...given, ctx, picture: (input) => drawItem(ctx, input) }
}

/** Runs the operation of a route for a request. */
async function run(
  { ctx, countAction }: Given,
  route: OperationRoute,
  [request, reply]: [FastifyRequest, FastifyReply],
): Promise<Outcome<unknown>> {
  const input = inputOf(request)
  if (route.input === noInput) {
    const checked = parse(noInput, input)
    if (!checked.ok) return checked
  }
  // Cacheable responses are the same for every caller without a test key.
  const own = route.cache === 'public' && !hasTestKey(request) ? ctx : contextFor(ctx, request)
  const by = route.audit && isOperator(request) ? { actor: actorOf(request), traceId: traceIdOf(request), input } : null
  const perform = async (scoped: Context): Promise<Outcome<unknown>> => {
    const refused = await countAction([request, reply], route.rateLimit, input)
    return refused ?? runAudited(scoped, route, by, () => route.operation(scoped, input, request))
  }
  const key = route.idempotent ? idempotencyKeyOf(request.headers) : undefined
  if (key === undefined) return perform(own)
  return runIdempotent(
    own,
    route,
    {
      key,
      principal: principalOf(request, input),
      called: `${request.method} ${request.routeOptions.url}`,
      input,
      onReplay: () => void reply.header('idempotent-replayed', 'true'),
    },
    perform,
  )
}

const recordRefusals =
  (ctx: Context, { onRefused }: OperationRoute) =>
  async (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const refused = refusedBy(error, request)
    return sendProblem(reply, (await onRefused?.(ctx, refused)) ?? refused)
  }

/** Whether the caller is an operator: it has no key (local operator), an operator's key, or the admin scope. */
const isOperator = ({ caller }: FastifyRequest): boolean =>
  caller === null || caller.partner === OPERATOR || caller.scopes.includes('admin')

/** Idempotency-Keys are scoped to a buyer, of a partner or of a trusted caller without a key. */
function principalOf({ caller }: FastifyRequest, input: unknown): string {
  const named = typeof input === 'object' && input !== null && 'user_id' in input ? input.user_id : undefined
  const buyer = userId.safeParse(named).data ?? ''
  return caller ? `partner:${buyer || buyerPrefix(caller.partner)}` : `open:${buyer}`
}

/** Sends a success with the status, headers and body that the route declares. */
function answer(reply: FastifyReply, route: OperationRoute, status: number, value: unknown): FastifyReply {
  reply.code(status)
  const body = route.reply?.(reply, value) ?? value
  const { view, headers } = route.success[reply.statusCode] ?? {}
  if (route.cache === 'public') allowCaching(reply)
  if (headers?.includes('link')) linkNext(reply, value as { next_cursor: number | string | null })
  if (!view) return reply.send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(writeFor(reply.request.caller, body))
}

/** A CDN may hold a public read for a second; a browser asks again. Test keys see other sales, so their responses are not for it. */
const PUBLIC_READ = 'public, max-age=0, s-maxage=1'

function allowCaching(reply: FastifyReply): void {
  reply.header('vary', [reply.getHeader('vary'), 'Authorization'].filter(Boolean).join(', '))
  if (!hasTestKey(reply.request)) reply.header('cache-control', PUBLIC_READ)
}

/** Adds the `Link` header with the next page of a cursor-paginated list (RFC 8288). */
function linkNext(reply: FastifyReply, { next_cursor: cursor }: { next_cursor: number | string | null }): void {
  if (cursor === null) return
  const url = new URL(reply.request.url, 'http://localhost')
  url.searchParams.delete('offset')
  url.searchParams.set('cursor', String(cursor))
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}

/** Headers of a deprecated route (RFC 9745, RFC 8594). */
export function deprecationHeaders({ since, sunset, link }: NonNullable<Route['deprecated']>): Record<string, string> {
  return {
    deprecation: `@${Math.floor(since.getTime() / 1_000)}`,
    ...(sunset && { sunset: sunset.toUTCString() }),
    link: `<${link}>; rel="deprecation"`,
  }
}

/** Adds deprecation headers to the routes that are deprecated in the OpenAPI document. */
export function sendDeprecationHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { deprecated } = request.routeOptions.config.route ?? {}
    if (deprecated) reply.headers(deprecationHeaders(deprecated))
    done()
  })
}
