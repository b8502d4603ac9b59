import { noInput, refuse } from '@hourglass/core/contract'
import { AliveView, HealthView } from '@hourglass/core/contract/views'
import { METRICS_TYPE } from '@hourglass/telemetry'
import { z } from 'zod'
import { sendPage } from '../pages/html.ts'
import { sendProblem } from '../problem.ts'
import { handled } from './route.ts'

const free = { method: 'get', tag: 'Service', scopes: [], refusals: [], rateLimit: 'none' } as const

export const service = {
  isAlive: handled({
    ...free,
    path: '/livez',
    id: 'isAlive',
    summary: 'Whether the process answers',
    success: { 200: { description: 'It does.', view: AliveView } },
    input: noInput,
    handle: async ({ reply }) => reply.send({ status: 'ok' }),
  }),
  isReady: handled({
    ...free,
    path: '/readyz',
    id: 'isReady',
    summary: 'Whether requests can be served',
    success: {
      200: { description: 'They can.', view: AliveView },
      503: { description: 'Not yet, or not any more.', view: AliveView },
    },
    input: noInput,
    async handle({ reply }, { isReady }) {
      const ok = isReady()
      return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'error' })
    },
  }),
  checkHealth: handled({
    ...free,
    path: '/health',
    id: 'checkHealth',
    summary: 'Whether a purchase could succeed now',
    description:
      'Writes to PostgreSQL and asks Redis, four times a second at most. Not well while the server starts or drains.',
    success: {
      200: { description: 'It could.', view: HealthView },
      503: { description: 'It could not, or a store is missing.', view: HealthView },
    },
    input: noInput,
    async handle({ reply }, { health }) {
      const found = await health()
      return reply.code(found.status === 'ok' ? 200 : 503).send(found)
    },
  }),
  readMetrics: handled({
    ...free,
    path: '/metrics',
    id: 'readMetrics',
    summary: 'What the process counts',
    description: 'For Prometheus. Needs the `admin` scope unless the server listens on loopback.',
    success: { 200: { description: "Prometheus' text format, version 0.0.4.", type: 'text/plain' } },
    scopes: ['admin'],
    input: noInput,
    handle: async ({ reply }, { metrics }) => reply.header('content-type', METRICS_TYPE).send(await metrics()),
  }),
  readDocument: handled({
    ...free,
    path: '/openapi.json',
    id: 'readDocument',
    summary: 'This document',
    success: { 200: { description: 'OpenAPI 3.1.', view: z.looseObject({ openapi: z.literal('3.1.1') }) } },
    input: noInput,
    handle: async ({ reply }, { pages }) =>
      reply
        .headers({
          'content-type': 'application/json; charset=utf-8',
          'access-control-allow-origin': '*',
          'cache-control': 'public, max-age=300',
        })
        .send(pages.document()),
  }),
  readDocs: handled({
    ...free,
    path: '/docs',
    id: 'readDocs',
    summary: 'This document as a page',
    success: { 200: { description: 'The page.', type: 'text/html' } },
    input: noInput,
    handle: async ({ reply }, { pages }) => sendPage(reply, pages.reference()),
  }),
  explainProblem: handled({
    ...free,
    path: '/problems/{code}',
    id: 'explainProblem',
    summary: 'What an outcome means and what to do about it',
    input: z.strictObject({ code: z.string().meta({ examples: ['sold_out'] }) }),
    success: { 200: { description: 'The page.', type: 'text/html' } },
    refusals: ['route_not_found'],
    async handle({ reply, input }, { pages }) {
      const page = pages.problem(input.code)
      return page === null ? sendProblem(reply, refuse('route_not_found')) : sendPage(reply, page)
    },
  }),
}
