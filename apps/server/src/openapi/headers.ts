import { IDEMPOTENCY_KEY_PATTERN } from '../rest/idempotency.ts'

/** Response headers, as the document describes them. */
export const headers = {
  location: { description: 'Path of the created resource.', schema: { type: 'string' } },
  link: {
    description: 'The next page: `<…>; rel="next"` (RFC 8288). Absent on the last page.',
    schema: { type: 'string' },
  },
  etag: { description: 'Version of the response, for `If-None-Match`.', schema: { type: 'string' } },
  'retry-after': { description: 'Seconds to wait before the next request.', schema: { type: 'integer', minimum: 0 } },
  'idempotent-replayed': {
    description: '`true`: this is the stored response of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'ratelimit-policy': {
    description: 'Rate limits that apply to this request: `"key";q=1000;w=10` means 1,000 requests per 10 s.',
    schema: { type: 'string' },
  },
  ratelimit: {
    description: 'Requests left (`r`) of the tightest limit: `"key";r=998;t=1`. It is fully reset after `t` seconds.',
    schema: { type: 'string' },
  },
  'www-authenticate': {
    description: 'How to authenticate: `Bearer`, and the scopes that are sufficient.',
    schema: { type: 'string' },
  },
} as const
export type HeaderName = keyof typeof headers

/** Request headers. */
export const requestHeaders = {
  'Idempotency-Key': {
    description: 'A repeated request with the same key is not executed again; it gets the first response.',
    schema: { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN },
    example: 'c1f0a2d4-6f0e-4b57-9a3c-3a8f7d9f2b11',
  },
  traceparent: {
    description: 'The trace of this request (W3C Trace Context). Problem documents and logs carry its id.',
    schema: { type: 'string' },
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  'If-None-Match': {
    description: 'An `ETag`. The answer is 304 if the response has not changed.',
    schema: { type: 'string' },
    example: '"confirmed-1769860800000"',
  },
  'Hourglass-Pass': {
    description:
      'The pass of an admitted place, for a sale with `door: queue`; or up to eight passes of different sales, separated by commas. Other sales ignore it.',
    schema: { type: 'string', maxLength: 1_600 },
    example: 'AAAADAAAEswBoppF-ABhbm6B0cT3yJUpbA1Oe2kVb7Wm',
  },
  'Last-Event-ID': {
    description: 'Id of the last event received. The stream resumes after it.',
    schema: { type: 'string' },
    example: '12:3456',
  },
} as const
export type RequestHeaderName = keyof typeof requestHeaders
