import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { traceIdOf } from './problem.ts'

/** The request on whose behalf something runs; none for jobs. */
const underWay = new AsyncLocalStorage<FastifyRequest>()

export const requestUnderWay = (): FastifyRequest | undefined => underWay.getStore()

export const inContext = (request: FastifyRequest, work: () => void): void => underWay.run(request, work)

/** What a line of the log says of the request under way; the line's own fields are added to it. */
export function requestContext(): object {
  const request = underWay.getStore()
  return request ? { trace_id: traceIdOf(request), request_id: request.id } : {}
}

/** Runs all that a request causes in its context. Fastify goes on in it behind a body, too. */
export function inRequestContext(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => underWay.run(request, done))
}
