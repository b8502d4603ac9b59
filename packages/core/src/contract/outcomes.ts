/**
 * The single catalogue of outcomes. HTTP status, tRPC code, documentation and the sentence that a shopper reads all come
 * from here. `retryable` means that the same request may succeed later, unchanged.
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
  /** The `title` of the problem document; the same for every occurrence. */
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
    sentence: 'Part of the request is not valid.',
  },
  route_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'No such endpoint',
    sentence: 'We couldn’t find that page.',
  },
  method_not_allowed: {
    status: 405,
    trpc: 'METHOD_NOT_SUPPORTED',
    retryable: false,
    title: 'Method not allowed',
    sentence: 'This endpoint does not support that method.',
  },
  not_implemented: {
    status: 501,
    trpc: 'METHOD_NOT_SUPPORTED',
    retryable: false,
    title: 'Unknown method or transfer coding',
    sentence: 'This server does not support that method or transfer coding.',
  },
  request_timeout: {
    status: 408,
    trpc: 'TIMEOUT',
    retryable: true,
    title: 'The request timed out before it arrived in full',
    sentence: 'The request took too long to arrive. Nothing was bought.',
  },
  body_too_large: {
    status: 413,
    trpc: 'PAYLOAD_TOO_LARGE',
    retryable: false,
    title: 'The body is too large',
    sentence: 'That’s more than fits in one request.',
  },
  unsupported_media_type: {
    status: 415,
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    retryable: false,
    title: 'The content type of the body is not supported',
    sentence: 'Send JSON, or put every parameter in the query string.',
  },
  headers_too_large: {
    status: 431,
    trpc: 'BAD_REQUEST',
    retryable: false,
    title: 'The request headers are too large',
    sentence: 'The headers of the request are too large.',
  },
  key_required: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    retryable: false,
    title: 'An API key is required',
    sentence: 'This server does not accept a user_id without an API key.',
  },
  key_invalid: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    retryable: false,
    title: 'The API key is not valid',
    sentence: 'This key is not valid: mistyped, unknown or revoked.',
  },
  scope_missing: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'The API key lacks the required scope',
    sentence: 'This key does not have the required scope.',
  },
  test_key_required: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'A test key is required',
    sentence: 'Only a test key can do this.',
  },
  sign_in_required: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    retryable: false,
    title: 'Only buyers with an account may buy in this sale',
    sentence: 'Sign in to buy in this drop.',
  },
  pass_required: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'Buyers in this sale need a pass from its waiting room',
    sentence: 'Join the queue first. You can buy once you’re let in.',
  },
  pass_invalid: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'The pass is not valid for this buyer and sale',
    sentence: 'This pass isn’t yours, or it’s for another drop. Join the queue.',
  },
  pass_expired: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'The pass has expired',
    sentence: 'Your turn is over. Join the queue again for another one.',
  },
  proof_required: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'Joining the waiting room needs a proof of work',
    sentence: 'We couldn’t check your browser. Reload the page and try again.',
  },
  proof_invalid: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'The proof of work is wrong, expired, used, or made for another buyer or sale',
    sentence: 'We couldn’t check your browser. Try again.',
  },
  door_open: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The sale has no waiting room',
    sentence: 'There’s no queue. You can buy right away.',
  },
  queue_closed: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The sale is over, and so is its waiting room',
    sentence: 'This drop is over.',
  },
  sign_in_failed: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    retryable: false,
    title: 'The sign-in failed',
    sentence: 'That didn’t work. Ask for a new code and try again.',
  },
  sign_in_unavailable: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'This way to sign in is not available here',
    sentence: 'You can’t sign in this way here.',
  },
  role_missing: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'The account lacks the required role',
    sentence: 'Your account may not do this. Ask an owner for the role.',
  },
  last_owner: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The last owner cannot be removed',
    sentence: 'You’re the only owner. Make somebody else an owner first.',
  },
  rate_limited: {
    status: 429,
    trpc: 'TOO_MANY_REQUESTS',
    retryable: true,
    title: 'Too many requests',
    sentence: 'That was quick. Wait a moment, then try again.',
  },
  origin_not_allowed: {
    status: 403,
    trpc: 'FORBIDDEN',
    retryable: false,
    title: 'Requests from this origin are not allowed',
    sentence: 'This site is not allowed to buy here.',
  },
  sale_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Sale not found',
    sentence: 'We can’t find this drop.',
  },
  item_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Item not found',
    sentence: 'We can’t find this item.',
  },
  item_withdrawn: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The item is no longer offered',
    sentence: 'This item is no longer offered.',
  },
  price_changed: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The price has changed since the buyer saw it',
    sentence: 'The price has changed. Nothing was bought. Check out again to see it.',
  },
  picture_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Picture not found',
    sentence: 'We can’t find this picture.',
  },
  code_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Checkout not found',
    sentence: 'We can’t find this checkout. Please check out again.',
  },
  hold_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Reservation not found',
    sentence: 'We can’t find this hold.',
  },
  order_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Order not found',
    sentence: 'We can’t find this order.',
  },
  ticket_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Ticket not found',
    sentence: 'We can’t find this place in the queue.',
  },
  queue_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'The sale has never had a waiting room',
    sentence: 'This drop has no queue.',
  },
  draw_pending: {
    status: 409,
    trpc: 'PRECONDITION_FAILED',
    retryable: true,
    title: 'The places have not been drawn',
    sentence: 'Places are drawn when the drop starts.',
  },
  webhook_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Webhook not found',
    sentence: 'We can’t find this webhook.',
  },
  webhook_busy: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'Earlier tests or replays of the webhook are still pending',
    sentence: 'Earlier tests or replays of this webhook are still being sent.',
  },
  delivery_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'Delivery not found, or its event is past retention',
    sentence: 'We can’t find this delivery. Its event may have been deleted.',
  },
  key_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'API key not found',
    sentence: 'This key does not exist or has been revoked.',
  },
  keys_full: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The partner already has the maximum number of keys',
    sentence: 'This partner already has two keys. Revoke one first.',
  },
  sale_not_open: {
    status: 409,
    trpc: 'PRECONDITION_FAILED',
    retryable: true,
    title: 'The sale has not started',
    sentence: 'Not open yet. The drop hasn’t started.',
  },
  sale_paused: {
    status: 409,
    trpc: 'PRECONDITION_FAILED',
    retryable: true,
    title: 'The sale is paused',
    sentence: 'The drop is paused. It will pick up where it stopped.',
  },
  sold_out: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'Sold out',
    sentence: 'Just sold.',
  },
  item_held: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'Every remaining unit is reserved or being bought',
    sentence: 'Someone else is holding it. It may come back.',
  },
  held_by_you: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'The buyer already holds the item',
    sentence: 'You’re holding it. Buy it from your holds.',
  },
  limit_reached: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The buyer has reached the limit of this sale',
    sentence: 'You’ve reached the limit for this drop.',
  },
  code_used: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The checkout has already been bought',
    sentence: 'You’ve already bought this. You weren’t charged twice.',
  },
  in_progress: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: true,
    title: 'The first request is still in progress',
    sentence: 'Your order is still being placed.',
  },
  hold_confirmed: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The reservation has already been bought',
    sentence: 'You’ve already bought it. You weren’t charged twice.',
  },
  hold_canceled: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The reservation has been canceled',
    sentence: 'You released this hold.',
  },
  hold_expired: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The reservation has expired',
    sentence: 'Your hold expired. It’s back on sale.',
  },
  idempotency_key_reused: {
    status: 422,
    trpc: 'UNPROCESSABLE_CONTENT',
    retryable: false,
    title: 'The Idempotency-Key was used for a different request',
    sentence: 'This Idempotency-Key was already used for a different request. Nothing was done.',
  },
  sale_closed: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The sale is over',
    sentence: 'This drop is over.',
  },
  code_expired: {
    status: 410,
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    title: 'The checkout has expired',
    sentence: 'This checkout has expired. Please check out again.',
  },
  busy: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'The server is over capacity',
    sentence: 'Demand is high. Nothing was bought. Try again in a moment.',
  },
  starting: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'The server is starting',
    sentence: 'We’re starting up. Try again in a moment.',
  },
  payment_not_found: {
    status: 404,
    trpc: 'NOT_FOUND',
    retryable: false,
    title: 'No such payment',
    sentence: 'We couldn’t find that payment.',
  },
  order_not_refundable: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'Nothing of the order can be refunded',
    sentence: 'Nothing of this order can be refunded.',
  },
  order_not_cancelable: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The order cannot be canceled',
    sentence: 'This order can’t be canceled any more.',
  },
  payment_ended: {
    status: 409,
    trpc: 'CONFLICT',
    retryable: false,
    title: 'The payment has ended',
    sentence: 'This payment has already ended.',
  },
  payments_off: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'This server takes no payments',
    sentence: 'Payments aren’t available right now. Try again in a moment.',
  },
  signature_invalid: {
    status: 400,
    trpc: 'BAD_REQUEST',
    retryable: false,
    title: 'The signature is not valid',
    sentence: 'The signature is not valid.',
  },
  unavailable: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    title: 'The database is unavailable',
    sentence: 'Connection lost. You won’t be charged twice. Try again in a moment.',
  },
  internal_error: {
    status: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    retryable: true,
    title: 'Internal server error',
    sentence: 'Something went wrong on our side. You won’t be charged twice.',
  },
} as const satisfies Record<string, Refusal>

export type RefusalCode = keyof typeof refusals

/** One invalid field. `pointer`: a JSON Pointer (RFC 6901) into the body, or `#/query/<name>`. */
export interface FieldError {
  pointer: string
  detail: string
}

/** What every operation returns: its value, or a refusal. Refusals are values; only defects throw. */
export type Outcome<T> = { ok: true; value: T } | Refused

export interface Refused {
  ok: false
  code: RefusalCode
  /** A sentence about this occurrence; defaults to the sentence of the catalogue. */
  detail?: string
  errors?: FieldError[]
  /** Additional members of the problem document, such as the order of a used code. */
  extra?: Record<string, unknown>
}

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const refuse = (code: RefusalCode, more: Omit<Refused, 'ok' | 'code'> = {}): Refused => ({
  ok: false,
  code,
  ...more,
})
