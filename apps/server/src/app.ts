import type { IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import { PICTURE_TYPES, refuse } from '@hourglass/core/contract'
import {
  contextOfLiveSales,
  createKeyRing,
  createLimiter,
  createSessions,
  invalid,
  type OpenContext,
  readPicture,
} from '@hourglass/core/operations'
import type { Metrics } from '@hourglass/telemetry'
import type { Traces } from '@hourglass/telemetry/traces'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { accountRoutes } from './accounts/routes.ts'
import { handleClientErrors, handleProtocolRequests } from './broken-requests.ts'
import { identify } from './callers/identify.ts'
import { requireNamedBuyer } from './callers/named-buyer.ts'
import {
  createCountAction,
  createCountGuest,
  createCountSignIn,
  isStorefront,
  limitRequests,
} from './callers/rate-limits.ts'
import { createSeats, limitConnections } from './callers/seats.ts'
import type { Config } from './config.ts'
import { consoleRoutes } from './console/routes.ts'
import { answerUnroutedRequests, setErrorHandler } from './errors.ts'
import { createHealth } from './health.ts'
import type { Lifecycle } from './lifecycle.ts'
import * as limits from './limits.ts'
import { createFeed, type Feed } from './live/feed.ts'
import type { ServerMeasures } from './metrics/measures.ts'
import { feedCounts, registerProcessMetrics } from './metrics/process.ts'
import { createRequestCounts } from './metrics/request-counts.ts'
import { watchRequests } from './metrics/requests.ts'
import { createPages } from './pages/pages.ts'
import { paymentEventRoute } from './payment-events.ts'
import { sendProblem } from './problem.ts'
import { readFiles, readJson } from './read-json.ts'
import { inRequestContext } from './request-context.ts'
import { createRegister, requireOpenApi, sendDeprecationHeaders } from './rest/register.ts'
import { admin } from './routes/admin.ts'
import { buying } from './routes/buying.ts'
import { cart } from './routes/cart.ts'
import { exports } from './routes/exports.ts'
import { orders } from './routes/orders.ts'
import { testPayments } from './routes/payments.ts'
import { pictures, uploads } from './routes/pictures.ts'
import { places, queue } from './routes/queue.ts'
import { reservations } from './routes/reservations.ts'
import { createPictures, sales } from './routes/sales.ts'
import { sandbox } from './routes/sandbox.ts'
import { service } from './routes/service.ts'
import { webhooks } from './routes/webhooks.ts'
import { checkOrigin, sendSecurityHeaders, setSecurityHeaders } from './security-headers.ts'
import { createSystem, type System } from './system/system.ts'
import { traceRequests } from './traces.ts'
import { trpcRoutes } from './trpc/route.ts'

/** Response headers that the storefront's pages may read (CORS). Request headers are not restricted. */
const EXPOSED_HEADERS = [
  'idempotent-replayed',
  'location',
  'retry-after',
  'link',
  'etag',
  'ratelimit',
  'ratelimit-policy',
]

export interface App {
  server: FastifyInstance
  feed: Feed
  system: System
}

export interface Telemetry {
  log: Logger
  metrics: Metrics
  measures: Pick<ServerMeasures, 'commitsOf'>
  traces?: Traces | undefined
}

/** Builds the HTTP server over a context. It accepts requests at once and answers 503 until the stores are ready. */
export async function createApp(
  config: Config,
  open: Pick<OpenContext, 'ctx' | 'pools'>,
  lifecycle: Lifecycle,
  { log, metrics, measures, traces }: Telemetry,
): Promise<App> {
  const ctx = contextOfLiveSales(open.ctx)
  const keys = createKeyRing(ctx)
  const limiter = createLimiter(ctx.gate)
  const countAction = createCountAction(config, limiter, ctx.gate)
  const limit = (scope: FastifyInstance) => limitRequests(scope, config, limiter, ctx.signing)
  const countGuest = createCountGuest(config, limiter)
  const countSignIn = createCountSignIn(config, limiter)
  const sessions = createSessions(ctx)
  const seats = createSeats(config, ctx.signing)
  const feed = createFeed(open.ctx, feedCounts(metrics))
  const requests = createRequestCounts(metrics)
  // Loaded only when they are on.
  const compatibility = config.compatibilityRoutes ? await import('./compatibility/index.ts') : null
  const system = createSystem(ctx, feed, { ...measures, requests })
  const server: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // No child logger per request: the request context is added to every line, including those that core writes.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.BODY_BYTES_MAX,
    requestTimeout: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.KEEP_ALIVE_MS,
    return503OnClosing: false,
    trustProxy: config.trustedProxies,
    ...(compatibility && { rewriteUrl: ({ url = '/' }: IncomingMessage) => compatibility.earlierUrl(url) }),
    routerOptions: { maxParamLength: limits.PATH_PARAM_CHARS_MAX },
    http: {
      maxHeaderSize: limits.HEADER_BYTES_MAX,
      headersTimeout: limits.HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: limits.CONNECTIONS_CHECK_MS,
      // Node would answer 400 without a body; a hook below sends a problem document instead.
      requireHostHeader: false,
    },
    clientErrorHandler: handleClientErrors(requests),
    frameworkErrors(_error, request, reply) {
      // Fastify runs no hooks for these errors, so count and set the headers here.
      requests.noRoute('invalid_request')
      setSecurityHeaders(request as never, reply as never)
      sendProblem(reply as never, refuse('invalid_request'))
    },
  })
  limitConnections(server.server, config)
  handleProtocolRequests(server.server, requests)
  server.addHook('onClose', async () => system.stop())

  if (traces) traceRequests(server, traces)
  inRequestContext(server)
  watchRequests(server, requests, log.isLevelEnabled('debug'))
  registerProcessMetrics(metrics, { ...open, ctx, lifecycle, feed })
  readJson(server)
  setErrorHandler(server)
  requireOpenApi(server)
  server.decorateRequest('caller', null)
  server.decorateRequest('accountToken', undefined)
  sendSecurityHeaders(server)
  sendDeprecationHeaders(server)
  server.addHook('onRequest', checkOrigin(config.webOrigins))
  server.addHook('onRequest', (_request, reply, done) => {
    if (lifecycle.draining) reply.header('connection', 'close')
    done()
  })
  server.addHook('onRequest', (request, reply, done) => {
    if (request.raw.httpVersion === '1.0' || request.headers.host !== undefined) done()
    else sendProblem(reply, invalid([{ pointer: '#/header/host', detail: 'Host is missing' }]))
  })
  answerUnroutedRequests(server)

  const register = createRegister({
    ctx,
    feed,
    seats,
    isStorefront: (request) => isStorefront(config.storefrontKey, request),
    countAction,
    picture: createPictures(ctx),
    pictureFile: (input) => readPicture(ctx, input),
    isReady: () => lifecycle.ready && !lifecycle.draining,
    health: createHealth(ctx, lifecycle),
    metrics: () => metrics.text(),
    pages: createPages(),
  })
  const { readMetrics, ...always } = service
  register(server, always)
  server.get('/', (_request, reply) => reply.redirect('/docs'))
  // Metrics are served before the server is ready, too: that is when an operator needs them most.
  await server.register(async (operators) => {
    identify(operators, config, keys, limiter)
    register(operators, { readMetrics })
  })

  await server.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      if (lifecycle.ready) done()
      else sendProblem(reply, refuse(lifecycle.ledgerAway ? 'unavailable' : 'starting'))
    })
    identify(scope, config, keys, limiter)
    await scope.register(async (partners) => {
      limit(partners)
      requireNamedBuyer(partners, config)
      for (const group of [cart, places, reservations, orders, testPayments, admin, exports, webhooks, sandbox])
        register(partners, group)
      await partners.register(async (scope) => {
        readFiles(scope, PICTURE_TYPES)
        register(scope, uploads)
      })
      await partners.register(async (scope) => paymentEventRoute(scope, ctx))
      if (compatibility) await partners.register(async (scope) => compatibility.serve(scope, register))
      else register(partners, buying)
    })
    await scope.register(async (browser) => {
      await browser.register(cors, { origin: config.webOrigins, credentials: true, exposedHeaders: EXPOSED_HEADERS })
      await browser.register(cookie)
      limit(browser)
      for (const group of [sales, queue, pictures]) register(browser, group)
      accountRoutes(browser, { ctx, config, sessions, countSignIn })
      await trpcRoutes(browser, { ctx, config, sessions, countAction, countGuest, seats })
      await consoleRoutes(browser, { ctx, sessions, system, mailbox: ctx.settings.mail?.transport === 'mailbox' })
    })
  })
  return { server, feed, system }
}
