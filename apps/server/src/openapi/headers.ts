import { IDEMPOTENCY_KEY_PATTERN } from '../rest/idempotency.ts'

/** Headers that answers may have, as the document describes them. */
export const headers = {
  location: { description: 'Where what was made is.', schema: { type: 'string' } },
  link: { description: 'The next page: `<…>; rel="next"` (RFC 8288). Absent on the last.', schema: { type: 'string' } },
  etag: { description: 'Changes when the answer does; for `If-None-Match`.', schema: { type: 'string' } },
  'retry-after': { description: 'Seconds until it makes sense to ask again.', schema: { type: 'integer', minimum: 0 } },
  'idempotent-replayed': {
    description: '`true`: the answer of an earlier request with this Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'ratelimit-policy': {
    description: 'The limits that count this request: `"key";q=1000;w=10` is 1,000 requests in 10 s.',
    schema: { type: 'string' },
  },
  ratelimit: {
    description: 'What is left of the scarcest: `"key";r=998;t=1`; all of it is back after `t` seconds.',
    schema: { type: 'string' },
  },
  'www-authenticate': {
    description: 'How to ask: `Bearer`, and the scopes that would do.',
    schema: { type: 'string' },
  },
} as const
export type HeaderName = keyof typeof headers

/** Headers that requests may have. */
export const requestHeaders = {
  'Idempotency-Key': {
    description: 'Sent again under the same key, the request is not done again: the answer is the first one’s.',
    schema: { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN },
    example: 'c1f0a2d4-6f0e-4b57-9a3c-3a8f7d9f2b11',
  },
  traceparent: {
    description: 'The trace that this request belongs to (W3C Trace Context); problems and logs carry its id.',
    schema: { type: 'string' },
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  'If-None-Match': { description: 'An `ETag`: 304 while nothing has changed.', schema: { type: 'string' } },
  'Last-Event-ID': {
    description: 'The last event that was seen; what was missed is sent first.',
    schema: { type: 'string' },
  },
} as const
export type RequestHeaderName = keyof typeof requestHeaders
