import { AliveView, HealthView } from '@hourglass/core/contract/views'
import { z } from 'zod'
import type { Route } from '../route.ts'

const free = { method: 'get', tag: 'Service', scopes: [], no: [], free: true } as const

export const service: Route[] = [
  {
    ...free,
    path: '/livez',
    id: 'isAlive',
    summary: 'Whether the process answers',
    yes: { 200: { description: 'It does.', view: AliveView } },
  },
  {
    ...free,
    path: '/readyz',
    id: 'isReady',
    summary: 'Whether requests can be served',
    yes: {
      200: { description: 'They can.', view: AliveView },
      503: { description: 'Not yet, or not any more.', view: AliveView },
    },
  },
  {
    ...free,
    path: '/health',
    id: 'checkHealth',
    summary: 'Whether a purchase could succeed now',
    description:
      'Writes to PostgreSQL and asks Redis, four times a second at most. Not well while the server starts or drains.',
    yes: {
      200: { description: 'It could.', view: HealthView },
      503: { description: 'It could not, or a store is missing.', view: HealthView },
    },
  },
  {
    ...free,
    path: '/metrics',
    id: 'readMetrics',
    summary: 'What the process counts',
    description: 'For Prometheus. Needs the `admin` scope unless the server listens on loopback.',
    yes: { 200: { description: "Prometheus' text format, version 0.0.4.", type: 'text/plain' } },
    scopes: ['admin'],
  },
  {
    ...free,
    path: '/openapi.json',
    id: 'readDocument',
    summary: 'This document',
    yes: { 200: { description: 'OpenAPI 3.1.', view: z.looseObject({ openapi: z.literal('3.1.1') }) } },
  },
  {
    ...free,
    path: '/docs',
    id: 'readDocs',
    summary: 'This document as a page',
    yes: { 200: { description: 'The page.', type: 'text/html' } },
  },
  {
    ...free,
    path: '/problems/{code}',
    id: 'explainProblem',
    summary: 'What an outcome means and what to do about it',
    input: z.strictObject({ code: z.string().meta({ examples: ['sold_out'] }) }),
    yes: { 200: { description: 'The page.', type: 'text/html' } },
    no: ['route_not_found'],
  },
]
