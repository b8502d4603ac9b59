import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { byName, type Metrics, type Sizes } from '@hourglass/telemetry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inContext } from '../request-context.ts'

/** Times every answer by route and outcome; `everyLine`: each has a line in the log too. Labels are what the code knows: patterns of routes, codes of outcomes. */
export function watchRequests(app: FastifyInstance, metrics: Metrics, everyLine: boolean): void {
  const durations = metrics.histograms({
    name: 'hourglass_http_request_duration_seconds',
    help: 'Requests from their head to the end of the answer, by route and outcome',
  })
  const routes = new Map<unknown, (outcome: string) => Sizes>()
  const seriesOf = ({ routeOptions, method }: FastifyRequest) => {
    const known = routes.get(routeOptions.config)
    if (known) return known
    // What has no route may have any method.
    const route = routeOptions.url ?? 'none'
    const labels = { method: routeOptions.url ? method : 'any', route }
    const made = byName((outcome) => durations.series({ ...labels, outcome, result: resultOf(outcome) }))
    routes.set(routeOptions.config, made)
    return made
  }
  app.decorateRequest('outcome', '')
  app.addHook('onResponse', (request, reply, done) => {
    if (request.outcome !== null) {
      const outcome = request.outcome || plainOutcome(reply.statusCode)
      seriesOf(request)(outcome).record(reply.elapsedTime / 1_000)
      if (everyLine) {
        const { method, routeOptions } = request
        const line = { event: 'request', method, route: routeOptions.url, status: reply.statusCode, outcome }
        // onResponse comes in the connection's context, not in the request's.
        inContext(request, () => request.log.debug({ ...line, ms: Math.round(reply.elapsedTime) }, 'answered'))
      }
    }
    done()
  })
}

const plainOutcome = (status: number): string => (status < 400 ? 'ok' : `http_${status}`)

/** `failed` is what the service owes: everything of 5xx. */
function resultOf(outcome: string): 'ok' | 'refused' | 'failed' {
  if (outcome === 'ok') return 'ok'
  const status = refusals[outcome as RefusalCode]?.status ?? Number(outcome.replace('http_', ''))
  return status < 500 ? 'refused' : 'failed'
}
