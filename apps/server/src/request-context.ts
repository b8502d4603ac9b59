import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { traceIdOf } from './problem.ts'

/** The request that the current async context works for; unset in background jobs. */
const storage = new AsyncLocalStorage<FastifyRequest>()

export const currentRequest = (): FastifyRequest | undefined => storage.getStore()

export const inContext = (request: FastifyRequest, work: () => void): void => storage.run(request, work)

/** Log fields of the current request. A new object each time: pino adds the fields of the line to it. */
export function requestContext(): object {
  const request = storage.getStore()
  return request ? { trace_id: traceIdOf(request), request_id: request.id } : {}
}

/** Runs every request in its own context. Fastify keeps the context after it has read a body. */
export function inRequestContext(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => storage.run(request, done))
}
