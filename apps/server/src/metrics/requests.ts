import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { brokenBy } from '../broken-requests.ts'
import { inContext } from '../request-context.ts'
import type { RequestCounts, RouteCounts } from './request-counts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The one procedure that it calls, where the route is that of them all; else empty. */
    procedure: string
  }
}

/** The reply that a response belongs to, until it has ended. */
const REPLY = Symbol('reply')
type Response = ServerResponse & { [REPLY]?: FastifyReply | undefined }

/**
 * Counts every request when it ends, answered or not; `everyLine`: each has a line in the log too. Labels are what the code knows:
 * patterns of routes, names of procedures, codes of outcomes.
 */
export function watchRequests(app: FastifyInstance, counts: RequestCounts, everyLine: boolean): void {
  const routes = new Map<unknown, RouteCounts>()
  const countsOf = ({ routeOptions, method, procedure }: FastifyRequest) => {
    if (procedure !== '') return counts.of(method, procedure)
    const known = routes.get(routeOptions.config)
    if (known) return known
    // What has no route may have any method.
    const made = routeOptions.url ? counts.of(method, routeOptions.url) : counts.of('any', 'none')
    routes.set(routeOptions.config, made)
    return made
  }

  function ended(reply: FastifyReply, outcome: string): void {
    const { request } = reply
    countsOf(request).note(outcome, reply.elapsedTime / 1_000)
    if (!everyLine) return
    const { method, routeOptions } = request
    const line = { event: 'request', method, route: routeOptions.url, status: reply.statusCode, outcome }
    // It ends in the connection's context, not in the request's.
    inContext(request, () => request.log.debug({ ...line, ms: Math.round(reply.elapsedTime) }, 'answered'))
  }

  /** One function for all responses: a closure would be one for each request. */
  function closed(this: Response): void {
    const reply = this[REPLY]
    if (reply === undefined) return
    this[REPLY] = undefined
    const { raw, outcome } = reply.request
    if (outcome !== null) ended(reply, brokenBy(raw.socket) ?? (raw.complete ? 'aborted' : 'incomplete'))
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
    // What is written after its reader has left has been counted.
    if (response[REPLY] !== undefined) {
      response[REPLY] = undefined
      if (request.outcome !== null) ended(reply, request.outcome || plainOutcome(reply.statusCode))
    }
    done()
  })
}

const plainOutcome = (status: number): string => (status < 400 ? 'ok' : `http_${status}`)
