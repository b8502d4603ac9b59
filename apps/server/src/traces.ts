import type { Measures } from '@hourglass/core/operations'
import type { Span, Traces } from '@hourglass/telemetry/traces'
import type { FastifyInstance } from 'fastify'
import { setTraceId } from './problem.ts'
import { currentRequest } from './request-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when tracing is configured. */
    span?: Span | null
  }
}

/** The span of the current request, if it is sampled. */
function currentSpan(): Span | undefined {
  const span = currentRequest()?.span
  return span?.isRecording() ? span : undefined
}

/** Creates a span for each request, named by its route. Logs and problem documents carry the same trace id. */
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
    setTraceId(request, span.spanContext().traceId)
    // onResponse does not run when the client disconnects before the answer.
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

/** `SpanStatusCode.ERROR` as a number, so that OpenTelemetry is not loaded when tracing is off. */
const ERROR = 2

/**
 * Adds spans to core's measures. A gate call becomes a child span of its request. A ledger batch becomes a trace of its own with links
 * to every request whose rows it committed, plus a child span in each of those requests with a link to the batch.
 */
export function traced(measures: Measures, traces: Traces): Measures {
  return {
    ...measures,
    gateAnswered(call, ms) {
      measures.gateAnswered(call, ms)
      const parent = currentSpan()
      if (parent) traces.past({ name: `gate ${call}`, parent, ms })
    },
    waiter: currentSpan,
    ledgerCommitted(name, batch) {
      measures.ledgerCommitted(name, batch)
      const waiters = batch.waiters.filter((waiter) => waiter !== undefined) as Span[]
      if (waiters.length === 0) return
      const attributes = { 'hourglass.rows': batch.rows }
      const batchSpan = traces.past({ name: `ledger ${name}`, ms: batch.ms, attributes, links: waiters })
      for (const parent of waiters)
        traces.past({ name: `ledger ${name}`, parent, ms: batch.ms, attributes, links: [batchSpan] })
    },
  }
}
