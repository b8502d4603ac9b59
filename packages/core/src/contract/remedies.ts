import type { RefusalCode } from './outcomes.ts'

/** What whoever gets a refusal does about it; the page of the problem's `type` says so. */
export const remedies: Record<RefusalCode, string> = {
  invalid_request:
    'Look at `errors`: each names a place in the request and what is wrong there. Mend it, then send it again.',
  route_not_found: 'Compare the address with the reference at /docs.',
  method_not_allowed: 'Use one of the methods in the answer’s `Allow`.',
  request_timeout: 'Send the whole request within ten seconds. Nothing was done.',
  body_too_large: 'Send less at once: 16 KiB, and 48 MiB where a sale’s items are listed.',
  unsupported_media_type: 'Send `content-type: application/json`, or no body.',
  headers_too_large: 'Keep the head of a request within 8 KiB.',
  key_required: 'Send `Authorization: Bearer hg_live_…` with a key that an operator gave you.',
  key_invalid: 'Look whether the key was copied whole. If it was, it has been revoked: ask the operator for another.',
  scope_missing:
    'Use a key that has one of the scopes in the answer’s `WWW-Authenticate`, or ask the operator for one.',
  rate_limited: 'Wait as many seconds as `Retry-After` says; `RateLimit` tells beforehand how many requests are left.',
  origin_not_allowed: 'Call from your own server, or have the operator put the page’s origin into `WEB_ORIGINS`.',
  sale_not_found: 'List the sales that there are: `GET /v1/sales`.',
  item_not_found: 'Use ids from `GET /v1/sales/{id}/items`.',
  code_not_found: 'Check out again. A code is its buyer’s alone, and is bought with the key that checked out.',
  hold_not_found: 'List the reservations of the buyer: `GET /v1/reservations?user_id=`.',
  order_not_found: 'List the orders of the buyer: `GET /v1/orders?user_id=`.',
  webhook_not_found: 'List your webhooks: `GET /v1/webhooks`.',
  delivery_not_found: 'Look into the delivery log. Events are kept for a week.',
  key_not_found: 'List the keys: `GET /v1/admin/keys`.',
  keys_full: 'Revoke one of the partner’s two keys, then make the new one.',
  sale_not_open: 'Come back when the sale begins: `starts_at`.',
  sale_paused: 'Wait for `sale.resumed`, or ask again in some seconds.',
  sold_out: 'Choose something else; the live feed tells what is left.',
  limit_reached: 'Nothing: this buyer has what one buyer may have in this sale.',
  code_used: 'Nothing: it is bought. The order is in this very answer.',
  in_progress: 'Ask again in a second; the first request is still being answered.',
  hold_confirmed: 'Nothing: it is bought. The order is in this very answer.',
  hold_canceled: 'Reserve it again, if it is still there.',
  hold_expired: 'Reserve it again, if it is still there. A reservation is confirmed before its `expires_at`.',
  idempotency_key_reused: 'Use a new Idempotency-Key for each new request, such as a UUID.',
  sale_closed: 'Choose another sale: `GET /v1/sales/active`.',
  code_expired: 'Check out once more.',
  busy: 'Send the same request again after `Retry-After` seconds. Nothing was done.',
  unavailable:
    'Send the same request again after `Retry-After` seconds, under the same Idempotency-Key: nothing is bought twice.',
  internal_error: 'Send the same request again. If it stays, tell us the `trace_id`.',
}
