import { SCOPES } from '@hourglass/core/contract'
import { CloudEventView } from '@hourglass/core/contract/views'
import { routes } from '../routes/index.ts'
import { type Route, TAGS } from '../routes/route.ts'
import { headers, requestHeaders } from './headers.ts'
import { type Operation, operationOf } from './operation.ts'
import { problemExamples } from './responses.ts'
import { exampleOf, type JsonSchema, viewSchema, viewSchemas } from './schema-of.ts'

const DESCRIPTION = `Flash sales that never oversell: each unit is sold once, to one buyer, and no buyer gets more than the limit.

**Keys.** \`Authorization: Bearer hg_live_…\`. A test key (\`hg_test_…\`) sees the test sales of its partner and nothing else. A key belongs to a partner and has scopes: ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}.
Each partner has its own buyers: \`user_id\` is any name you choose, and you cannot see another partner's codes, orders, reservations or carts.
Without a key, the server trusts \`user_id\` only while it listens on loopback.

**Buyers.** A \`user_id\` has 1 to 255 characters, no control or invisible characters, and no space at either end. It is compared exactly as sent: it is case-sensitive,
and nothing is trimmed or normalized. The partner's name does not count towards the length.

**Problems.** Every refusal is \`application/problem+json\` (RFC 9457). \`code\` names the outcome, \`retryable\` says whether the same request may succeed
later, and \`type\` is a page on this server that explains what to do.

**Input.** Unknown members and parameters are never ignored: the request is refused with 400 \`invalid_request\`, which names them. A member may be in the query or in the
JSON body; if it appears in both with different values, the request is refused.

**Idempotency.** Any POST may carry an \`Idempotency-Key\`. Repeated within 24 hours, it gets the first response, with \`idempotent-replayed: true\`.

**Rate limits.** \`RateLimit-Policy\` and \`RateLimit\` show the limits and what is left. Beyond a limit the answer is 429 with \`Retry-After\`.

**Times** are ISO 8601 in UTC, **money** is in minor units of its currency, **ids** of sales and items are integers, all others are opaque strings.`

/** The OpenAPI document, generated from the schemas that the server validates with. */
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
        key: { type: 'http', scheme: 'bearer', description: 'API key of a partner: `hg_live_…`.' },
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

/** The request that a webhook receives. */
function eventOperation(views: Record<string, JsonSchema>) {
  const schema = viewSchema(CloudEventView)
  return {
    operationId: 'onEvent',
    tags: ['Webhooks'],
    summary: 'An event, as CloudEvents 1.0, signed according to Standard Webhooks',
    security: [],
    requestBody: {
      required: true,
      content: { 'application/cloudevents+json': { schema, example: exampleOf(schema, views) } },
    },
    responses: {
      '2XX': { description: 'Accepted. Answer within 15 seconds and process the event afterwards.' },
      '4XX': { description: 'Not accepted. The event is retried. 410 disables the webhook.' },
    },
  }
}
