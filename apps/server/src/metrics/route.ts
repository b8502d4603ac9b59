import { METRICS_TYPE, type Metrics } from '@hourglass/telemetry'
import type { FastifyInstance } from 'fastify'

/** `GET /metrics`: open on loopback, else for operators. */
export function metricsRoute(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', async (_request, reply) => {
    const text = await metrics.text()
    return reply.header('content-type', METRICS_TYPE).send(text)
  })
}
