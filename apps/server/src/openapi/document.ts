import { SCOPES } from '@hourglass/core/contract'
import { CloudEventView } from '@hourglass/core/contract/views'
import { routes } from '../routes/index.ts'
import { type Route, TAGS } from '../routes/route.ts'
import { headers, requestHeaders } from './headers.ts'
import { type Operation, operationOf } from './operation.ts'
import { problemExamples } from './responses.ts'
import { exampleOf, type JsonSchema, viewSchema, viewSchemas } from './schema-of.ts'

const DESCRIPTION = `Flash sales that can be trusted: each unit is sold once, to one buyer, and no buyer has more than the limit.

**Keys.** \`Authorization: Bearer hg_live_…\`. A key belongs to a partner and has scopes: ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}.
A partner's buyers are its own: \`user_id\` is any name of yours; another partner's codes, orders, reservations and carts are not there.
Without a key a \`user_id\` is taken on trust only while the server listens on loopback.

**Buyers.** A \`user_id\` has 1 to 255 characters, no control or invisible characters, and no space at either end. It is compared exactly as it is sent: case counts,
and nothing is trimmed or normalised. A partner's name is not counted.

**Problems.** Every refusal is \`application/problem+json\` (RFC 9457). \`code\` names the outcome, \`retryable\` says whether the same request may succeed
later, and \`type\` is a page at this server that says what to do.

**Input.** Members and parameters that a route does not know are refused with 400 \`invalid_request\`, by name, never ignored. A member may be given in the query or in the
JSON body; given more than once with different values, it is refused.

**Idempotency.** Any POST may carry an \`Idempotency-Key\`: sent again within 24 hours it gets the first answer, with \`idempotent-replayed: true\`.

**Limits.** \`RateLimit-Policy\` and \`RateLimit\` tell what is left; beyond it the answer is 429 with \`Retry-After\`.

**Times** are ISO 8601 in UTC, **money** is in minor units of its currency, **ids** of sales and items are integers, others are opaque.`

/** The OpenAPI document: all that the server answers, made of the schemas that it validates with. */
export function openApiDocument(described: readonly Route[] = routes) {
  const views = viewSchemas()
  return {
    openapi: '3.1.1',
    info: {
      title: 'Hourglass',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: pathsOf(described, views),
    webhooks: { event: { post: eventOperation(views) } },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of a partner: `hg_live_…`.' },
      },
      schemas: views,
      headers,
      parameters: Object.fromEntries(
        Object.entries(requestHeaders).map(([name, header]) => [name, { name, in: 'header', ...header }]),
      ),
      examples: problemExamples(),
    },
  }
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>

function pathsOf(described: readonly Route[], views: Record<string, JsonSchema>) {
  const paths: Record<string, Partial<Record<Route['method'], Operation>>> = {}
  for (const route of described) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, views) }
  return paths
}

/** What a webhook is sent. */
function eventOperation(views: Record<string, JsonSchema>) {
  const schema = viewSchema(CloudEventView)
  return {
    operationId: 'onEvent',
    tags: ['Webhooks'],
    summary: 'An event, as CloudEvents 1.0, signed as Standard Webhooks has it',
    security: [],
    requestBody: {
      required: true,
      content: { 'application/cloudevents+json': { schema, example: exampleOf(schema, views) } },
    },
    responses: {
      '2XX': { description: 'Taken. Answer within 15 seconds, and work afterwards.' },
      '4XX': { description: 'Not taken; it is sent again. 410 ends the webhook.' },
    },
  }
}
