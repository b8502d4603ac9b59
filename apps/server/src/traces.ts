import type { Measures } from '@hourglass/core/operations'
import type { Span, Traces } from '@hourglass/telemetry/traces'
import type { FastifyInstance } from 'fastify'
import { belongsTo } from './problem.ts'
import { requestUnderWay } from './request-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where requests are traced. */
    span?: Span | null
  }
}

/** The span on whose behalf something runs, if its trace is kept. */
function spanUnderWay(): Span | undefined {
  const span = requestUnderWay()?.span
  return span?.isRecording() ? span : undefined
}

/** A span for each request, named by its route. Its trace is that of the log and of problem documents. */
export function traceRequests(app: FastifyInstance, traces: Traces): void {
  app.decorateRequest('span', null)
  app.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, headers } = request
    const route = routeOptions.url ?? 'none'
    const { traceparent } = headers
    const attributes = { 'http.request.method': method, 'http.route': route }
    const span = traces.request(
      `${method} ${route}`,
      typeof traceparent === 'string' ? traceparent : undefined,
      attributes,
    )
    request.span = span
    belongsTo(request, span.spanContext().traceId)
    // Without an answer there is no onResponse.
    reply.raw.once('close', () => span.isRecording() && span.end())
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { span } = request
    span?.setAttribute('http.response.status_code', reply.statusCode)
    if (request.outcome) span?.setAttribute('hourglass.outcome', request.outcome)
    if (reply.statusCode >= 500) span?.setStatus({ code: ERROR })
    span?.end()
    done()
  })
}

/** `SpanStatusCode.ERROR`; by its number, so that nothing is loaded where nothing is traced. */
const ERROR = 2

/**
 * What core tells is counted as ever, and becomes spans: a call of the gate under the request that made it; a batch of the ledger as a
 * trace of its own, linked with the requests whose rows it had, and under each of them the same, linked with it.
 */
export function traced(measures: Measures, traces: Traces): Measures {
  return {
    ...measures,
    gateAnswered(call, ms) {
      measures.gateAnswered(call, ms)
      const parent = spanUnderWay()
      if (parent) traces.past({ name: `gate ${call}`, parent, ms })
    },
    waiter: spanUnderWay,
    ledgerCommitted(name, batch) {
      measures.ledgerCommitted(name, batch)
      const waiters = batch.waiters.filter((waiter) => waiter !== undefined) as Span[]
      if (waiters.length === 0) return
      const attributes = { 'hourglass.rows': batch.rows }
      const whole = traces.past({ name: `ledger ${name}`, ms: batch.ms, attributes, links: waiters })
      for (const parent of waiters)
        traces.past({ name: `ledger ${name}`, parent, ms: batch.ms, attributes, links: [whole] })
    },
  }
}
