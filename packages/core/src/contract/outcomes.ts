/**
 * The one catalogue of outcomes: HTTP status, tRPC code, documentation and the sentence a shopper reads all come
 * from here. `retryable` says whether the same request may succeed later without anything else being changed.
 */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 410 | 413 | 415 | 422 | 429 | 431 | 500 | 501 | 503
  trpc:
    | 'BAD_REQUEST'
    | 'NOT_FOUND'
    | 'CONFLICT'
    | 'METHOD_NOT_SUPPORTED'
    | 'PAYLOAD_TOO_LARGE'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'PRECONDITION_FAILED'
    | 'UNPROCESSABLE_CONTENT'
    | 'FORBIDDEN'
    | 'UNAUTHORIZED'
    | 'TOO_MANY_REQUESTS'
    | 'TIMEOUT'
    | 'SERVICE_UNAVAILABLE'
    | 'INTERNAL_SERVER_ERROR'
  retryable: boolean
  /** The problem's `title`: the same for every occurrence. */
  title: string
  /** What a shopper reads. */
  sentence: string
}

export const refusals = {
  invalid_request: {
    status: 400,
    trpc: 'BAD_REQUEST',
    retryable: false,
    title: 'The request is not valid',
    sentence: 'Something in the request is not as it should be.',
  },
  route_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such address',
    sentence: 'There is nothing at this address.',
  },
  method_not_allowed: {
    status: 405,
    trpc: 'METHOD_NOT_SUPPORTED',
    retryable: false,
    title: 'The address does not take this method',
    sentence: 'This address does not take that method.',
  },
  not_implemented: {
    status: 501,
    trpc: 'METHOD_NOT_SUPPORTED',
    retryable: false,
    title: 'The server does not know this method or transfer coding',
    sentence: 'This server does not know that method or transfer coding.',
  },
  request_timeout: {
    status: 408,
    trpc: 'TIMEOUT',
    retryable: true,
    title: 'The request did not arrive in time',
    sentence: 'The request took too long to arrive. Nothing was bought.',
  },
  body_too_large: {
    status: 413,
    trpc: 'PAYLOAD_TOO_LARGE',
    retryable: false,
    title: 'The body is too large',
    sentence: 'That is more than one request may carry.',
  },
  unsupported_media_type: {
    status: 415,
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    retryable: false,
    title: 'The body has a content type that is not taken here',
    sentence: 'Send JSON, or everything in the query.',
  },
  headers_too_large: {
    status: 431,
    trpc: 'BAD_REQUEST',
    retryable: false,
    title: 'The headers are too large',
    sentence: 'The headers of the request are too large.',
  },
  key_required: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    retryable: false,
    title: 'A key is required',
    sentence: 'This server does not take a user_id on trust. Send a key.',
  },
  key_invalid: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    retryable: false,
    title: 'The key is not valid',
    sentence: 'This key is not valid: mistyped, unknown or revoked.',
  },
  scope_missing: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'The key is not good for this',
    sentence: 'This key may not do that.',
  },
  rate_limited: {
    status: 429,
    trpc: 'TOO_MANY_REQUESTS',
    retryable: true,
    title: 'Too many requests in too short a time',
    sentence: 'That was quick. Wait a moment, then try again.',
  },
  origin_not_allowed: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'Requests from this site are not taken',
    sentence: 'This page may not buy here.',
  },
  sale_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such sale',
    sentence: 'There is no such sale.',
  },
  item_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such item',
    sentence: 'There is no such item.',
  },
  code_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such checkout',
    sentence: 'We do not know this code. Check out once more.',
  },
  hold_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such reservation',
    sentence: 'We do not know this reservation.',
  },
  order_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such order',
    sentence: 'We do not know this order.',
  },
  webhook_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such webhook',
    sentence: 'There is no such webhook.',
  },
  webhook_busy: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'Tests or replays of the webhook are still waiting',
    sentence: 'Earlier tests or replays of this webhook are still being sent.',
  },
  delivery_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such delivery, or its event is no longer kept',
    sentence: 'There is no such delivery, or its event is no longer kept.',
  },
  key_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'There is no such key',
    sentence: 'There is no such key, or it is revoked already.',
  },
  keys_full: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The partner has as many keys as it may have',
    sentence: 'This partner has two keys already. Revoke one first.',
  },
  sale_not_open: {
    status: 409,
    trpc: 'PRECONDITION_FAILED',
    retryable: true,
    title: 'The sale has not begun',
    sentence: 'Not yet. The sale has not begun.',
  },
  sale_paused: {
    status: 409,
    trpc: 'PRECONDITION_FAILED',
    retryable: true,
    title: 'The sale is paused',
    sentence: 'The sale is paused. It goes on where it stopped.',
  },
  sold_out: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'Sold out',
    sentence: 'Someone was faster.',
  },
  item_held: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'All that is left of it is reserved or being bought',
    sentence: 'Someone else is holding it. It may come back.',
  },
  held_by_you: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'The buyer holds the item already',
    sentence: 'You’re holding it. Buy it from your holds.',
  },
  limit_reached: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The buyer has reached the limit of this sale',
    sentence: 'You have as many as one buyer may have in this sale.',
  },
  code_used: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The checkout has been bought',
    sentence: 'This checkout is bought already. Nothing was bought twice.',
  },
  in_progress: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'The checkout is being bought',
    sentence: 'This checkout is being bought at this moment.',
  },
  hold_confirmed: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The reservation has been bought',
    sentence: 'It is bought already. Nothing was bought twice.',
  },
  hold_canceled: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The reservation has been canceled',
    sentence: 'This reservation was given back.',
  },
  hold_expired: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The reservation has expired',
    sentence: 'The time to buy it ran out; it went back to the shelf.',
  },
  idempotency_key_reused: {
    status: 422,
    trpc: 'UNPROCESSABLE_CONTENT',
    retryable: false,
    title: 'The Idempotency-Key belongs to another request',
    sentence: 'This key was sent before with another request. Nothing was done this time.',
  },
  sale_closed: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The sale is over',
    sentence: 'The sale is over.',
  },
  code_expired: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The checkout has expired',
    sentence: 'This checkout has expired. Check out once more.',
  },
  busy: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'More is asked for than can be served',
    sentence: 'Very many are asking at once. Nothing was bought; try again in a moment.',
  },
  starting: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'The server is starting',
    sentence: 'We’re opening up. Try again in a moment.',
  },
  unavailable: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'The ledger cannot be reached',
    sentence: 'We lost the line. Nothing is bought twice; try again in a moment.',
  },
  internal_error: {
    status: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    retryable: true,
    title: 'A defect of ours',
    sentence: 'This is our mistake. It is noted; nothing is bought twice.',
  },
} as const satisfies Record<string, Refusal>

export type RefusalCode = keyof typeof refusals

/** A place in the request that is wrong: a JSON Pointer (RFC 6901) into the body, or `#/query/<name>`. */
export interface FieldError {
  pointer: string
  detail: string
}

/** What every operation gives: its value, or a refusal. Refusals are values; only defects throw. */
export type Outcome<T> = { ok: true; value: T } | Refused

export interface Refused {
  ok: false
  code: RefusalCode
  /** This occurrence in a sentence; the catalogue's sentence when there is nothing to add. */
  detail?: string
  errors?: FieldError[]
  /** Further members of the problem document, such as the order of a used code. */
  extra?: Record<string, unknown>
}

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const refuse = (code: RefusalCode, more: Omit<Refused, 'ok' | 'code'> = {}): Refused => ({
  ok: false,
  code,
  ...more,
})
