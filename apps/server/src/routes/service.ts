import { noInput, refuse } from '@hourglass/core/contract'
import { AliveView, HealthView } from '@hourglass/core/contract/views'
import { METRICS_TYPE } from '@hourglass/telemetry'
import { z } from 'zod'
import { sendPage, sendScriptedPage } from '../pages/html.ts'
import { sendProblem } from '../problem.ts'
import { handled } from './route.ts'

const free = { method: 'get', tag: 'Service', scopes: [], refusals: [], rateLimit: 'none' } as const
/** Headers of a JSON document that any page may read. */
const PUBLISHED = {
  'content-type': 'application/json; charset=utf-8',
  'access-control-allow-origin': '*',
  'cache-control': 'public, max-age=300',
}

export const service = {
  isAlive: handled({
    ...free,
    path: '/livez',
    id: 'isAlive',
    summary: 'Liveness probe',
    success: { 200: { description: 'The process is alive.', view: AliveView } },
    input: noInput,
    handle: async ({ reply }) => reply.send({ status: 'ok' }),
  }),
  isReady: handled({
    ...free,
    path: '/readyz',
    id: 'isReady',
    summary: 'Readiness probe',
    success: {
      200: { description: 'Ready to serve requests.', view: AliveView },
      503: { description: 'Starting or draining.', view: AliveView },
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
    summary: 'Health of the server and its stores',
    description:
      'Checks whether a purchase could succeed: writes to PostgreSQL and pings Redis, at most four times a second. Unhealthy while the server starts or drains.',
    success: {
      200: { description: 'Healthy.', view: HealthView },
      503: { description: 'Unhealthy: a store is down, or the server starts or drains.', view: HealthView },
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
    summary: 'Metrics',
    description: 'For Prometheus. Needs the `admin` scope unless the server listens on loopback.',
    success: { 200: { description: 'Prometheus text format, version 0.0.4.', type: 'text/plain' } },
    scopes: ['admin'],
    input: noInput,
    handle: async ({ reply }, { metrics }) => reply.header('content-type', METRICS_TYPE).send(await metrics()),
  }),
  readDocument: handled({
    ...free,
    path: '/openapi.json',
    id: 'readDocument',
    summary: 'Get this OpenAPI document',
    success: { 200: { description: 'OpenAPI 3.1.', view: z.looseObject({ openapi: z.literal('3.1.1') }) } },
    input: noInput,
    handle: async ({ reply }, { pages }) => reply.headers(PUBLISHED).send(pages.document()),
  }),
  readCollection: handled({
    ...free,
    path: '/docs/collection.json',
    id: 'readCollection',
    summary: 'Get these requests as a collection for Postman and Bruno',
    success: {
      200: {
        description: 'Postman’s collection format 2.1.',
        view: z.looseObject({ item: z.array(z.looseObject({})) }),
      },
    },
    input: noInput,
    handle: async ({ reply }, { pages }) => reply.headers(PUBLISHED).send(pages.collection()),
  }),
  readDocs: handled({
    ...free,
    path: '/docs',
    id: 'readDocs',
    summary: 'Read the API reference as HTML',
    success: { 200: { description: 'The page.', type: 'text/html' } },
    input: noInput,
    handle: async ({ reply }, { pages }) => sendScriptedPage(reply, pages.reference()),
  }),
  explainProblem: handled({
    ...free,
    path: '/problems/{code}',
    id: 'explainProblem',
    summary: 'Read what an outcome means and what to do about it',
    input: z.strictObject({ code: z.string().meta({ examples: ['sold_out'] }) }),
    success: { 200: { description: 'The page.', type: 'text/html' } },
    refusals: ['route_not_found'],
    async handle({ reply, input }, { pages }) {
      const page = pages.problem(input.code)
      return page === null ? sendProblem(reply, refuse('route_not_found')) : sendPage(reply, page)
    },
  }),
}
