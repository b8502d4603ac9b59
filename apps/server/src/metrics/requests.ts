import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { takeProtocolError } from '../broken-requests.ts'
import { inContext } from '../request-context.ts'
import type { RequestCounts, RouteCounts } from './request-counts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The tRPC procedure it calls; empty for REST and for batches. */
    procedure: string
  }
}

/** The reply of a raw response, until it is counted. */
const REPLY = Symbol('reply')
type Response = ServerResponse & { [REPLY]?: FastifyReply | undefined }

/**
 * Counts every request when it ends, answered or not. With `logEach`, it also logs each one. Labels come from a bounded set: route
 * patterns, procedure names, outcome codes.
 */
export function watchRequests(app: FastifyInstance, counts: RequestCounts, logEach: boolean): void {
  const routes = new Map<unknown, RouteCounts>()
  const countsOf = ({ routeOptions, method, procedure }: FastifyRequest) => {
    if (procedure !== '') return counts.of(method, procedure)
    const cached = routes.get(routeOptions.config)
    if (cached) return cached
    // Without a route, the method is the client's choice and must not become a label.
    const found = routeOptions.url ? counts.of(method, routeOptions.url) : counts.of('any', 'none')
    routes.set(routeOptions.config, found)
    return found
  }

  function ended(reply: FastifyReply, outcome: string): void {
    const { request } = reply
    countsOf(request).record(outcome, reply.elapsedTime / 1_000)
    if (!logEach) return
    const { method, routeOptions } = request
    const line = { event: 'request', method, route: routeOptions.url, status: reply.statusCode, outcome }
    // `close` fires in the async context of the connection, so restore that of the request.
    inContext(request, () => request.log.debug({ ...line, ms: Math.round(reply.elapsedTime) }, 'request finished'))
  }

  /** One shared listener instead of a closure per request. */
  function closed(this: Response): void {
    const reply = this[REPLY]
    if (reply === undefined) return
    this[REPLY] = undefined
    const { raw, outcome } = reply.request
    if (outcome !== null) ended(reply, takeProtocolError(raw.socket) ?? (raw.complete ? 'aborted' : 'incomplete'))
  }

  app.decorateRequest('outcome', '')
  app.decorateRequest('procedure', '')
  app.addHook('onRequest', (_request, reply, done) => {
    const response: Response = reply.raw
    response[REPLY] = reply
    response.on('close', closed)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const response: Response = reply.raw
    // If the client disconnected first, `closed` has already counted the request.
    if (response[REPLY] !== undefined) {
      response[REPLY] = undefined
      if (request.outcome !== null) ended(reply, request.outcome || plainOutcome(reply.statusCode))
    }
    done()
  })
}

const plainOutcome = (status: number): string => (status < 400 ? 'ok' : `http_${status}`)
