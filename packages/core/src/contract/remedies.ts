import type { RefusalCode } from './outcomes.ts'

/** What the caller can do about each refusal. It is shown on the page that the problem's `type` links to. */
export const remedies: Record<RefusalCode, string> = {
  invalid_request:
    'Check `errors`: each entry names a field of the request and what is wrong with it. Fix the request, then resend it.',
  route_not_found: 'Check the URL against the API reference at /docs.',
  method_not_allowed: 'Use one of the methods listed in the `Allow` header of the response.',
  not_implemented: 'Use a method listed in the API reference at /docs, and no transfer coding other than `chunked`.',
  request_timeout: 'Send the complete request within ten seconds. Nothing was done.',
  body_too_large: 'Send a smaller body: at most 16 KiB, 10 MiB for a picture, or 48 MiB when you add items to a sale.',
  unsupported_media_type:
    'Send `content-type: application/json`, or no body. A picture is sent as the JPEG, PNG or WebP file that it is.',
  headers_too_large: 'Keep the request line and headers within 8 KiB.',
  key_required: 'Send `Authorization: Bearer hg_live_…` with an API key issued by an operator.',
  key_invalid: 'Check that the key was copied in full. If it was, it has been revoked: ask the operator for a new one.',
  scope_missing: 'Use a key with one of the scopes listed in `WWW-Authenticate`, or ask the operator for such a key.',
  test_key_required: 'Use a key that begins with `hg_test_`. Ask the operator for one: `hourglass keys create --test`.',
  sign_in_required:
    'Sign in on the storefront, then repeat the request. A sale with `guests: refused` sells to accounts and to the buyers of API keys.',
  pass_required:
    'Join the waiting room: `POST /v1/sales/{id}/queue`. Once admitted, send the pass of the ticket in the header `Hourglass-Pass`.',
  pass_invalid:
    'Read the ticket of this buyer for this sale, and send its pass unchanged. A pass is valid for one buyer, one sale and the API key that read it.',
  pass_expired: 'Join the waiting room again. The new place is at the end.',
  proof_required:
    'Get a challenge from `GET /v1/sales/{id}/queue/challenge`, solve it with an ALTCHA client, and send challenge and solution as `proof`.',
  proof_invalid: 'Get a new challenge for this buyer and sale. A proof is accepted once, for a few minutes.',
  door_open: 'Nothing to join: buy without a pass.',
  queue_closed: 'Choose a sale that is open: `GET /v1/sales/active`.',
  sign_in_failed:
    'Ask for a new code. A code works once, for ten minutes, and for the address it was sent to; after three wrong codes it no longer works.',
  sign_in_unavailable:
    'Choose another way to sign in. The operator sets up mail with `SMTP_URL` and an OpenID Connect issuer with `OIDC_ISSUER`.',
  role_missing:
    'Ask an owner to give your account the role: on the Operators page, or with `hourglass operators invite`.',
  last_owner: 'Make another account an owner first: `hourglass operators invite --role owner`.',
  rate_limited: 'Wait `Retry-After` seconds. The `RateLimit` header shows how many requests remain.',
  origin_not_allowed: 'Call from your own server, or ask the operator to add the origin of the page to `WEB_ORIGINS`.',
  sale_not_found: 'List all sales: `GET /v1/sales`.',
  item_not_found: 'Use an id from `GET /v1/sales/{id}/items`.',
  item_withdrawn: 'Choose another item. The merchant has taken this one out of the sale.',
  price_changed: 'Check out again, and show the buyer the new price. `failed_items` names the items.',
  picture_not_found: 'Use the address in `image_url` of an item, or upload the picture: `POST /v1/admin/pictures`.',
  code_not_found: 'Check out again. A code belongs to one buyer, and must be used with the API key that created it.',
  hold_not_found: 'List the buyer’s reservations: `GET /v1/reservations?user_id=`.',
  order_not_found: 'List the buyer’s orders: `GET /v1/orders?user_id=`.',
  ticket_not_found: 'Join the waiting room again: a buyer who has a place gets the same ticket.',
  queue_not_found: 'Choose a sale with `door: queue`.',
  draw_pending: 'Retry once the sale has started: see `starts_at`.',
  webhook_not_found: 'List your webhooks: `GET /v1/webhooks`.',
  webhook_busy: 'Wait until the pending deliveries have succeeded or failed: `GET /v1/webhooks/{id}/deliveries`.',
  delivery_not_found: 'Check the delivery log. Events are kept for one week.',
  key_not_found: 'List the API keys: `GET /v1/admin/keys`.',
  keys_full: 'Revoke one of the partner’s two keys, then create the new one.',
  sale_not_open: 'Retry once the sale has started: see `starts_at`.',
  sale_paused: 'Wait for the `sale.resumed` event, or retry after a few seconds.',
  sold_out: 'Choose another item. The live feed shows what is available.',
  item_held: 'Retry at `retry_at`: the item is back on sale then, unless it has been bought.',
  held_by_you: 'Confirm the reservation in the response, or cancel it first.',
  limit_reached:
    'Nothing, unless a reservation of this buyer ends: the buyer has the maximum number of units for this sale.',
  code_used: 'Nothing: the purchase succeeded earlier. The response contains the order.',
  in_progress: 'Retry in a second. The first request has not finished yet.',
  hold_confirmed: 'Nothing: the purchase succeeded earlier. The response contains the order.',
  hold_canceled: 'Reserve the item again if it is still available.',
  hold_expired: 'Reserve the item again if it is still available. Confirm a reservation before its `expires_at`.',
  idempotency_key_reused: 'Use a new Idempotency-Key, such as a UUID, for each new request.',
  sale_closed: 'Choose a sale that is open: `GET /v1/sales/active`.',
  code_expired: 'Check out again.',
  busy: 'Retry the same request after `Retry-After` seconds. Nothing was done.',
  starting: 'Retry the same request after `Retry-After` seconds. Nothing was done.',
  payment_not_found: 'Use the `payment_url` of the order. Only the provider `test` has such payments.',
  order_not_refundable: 'Read the order: units can be refunded once it is confirmed, each of them once.',
  order_not_cancelable: 'Read the order: `cancel_until` says until when its buyer can cancel it.',
  payment_ended: 'Read the order: its `status` says how it ended.',
  payments_off: 'Retry after `Retry-After` seconds. The operator must set `PAYMENTS` on every server.',
  signature_invalid: 'Sign the body exactly as it is sent, with the secret that the shop and the provider share.',
  unavailable:
    'Retry the same request after `Retry-After` seconds with the same Idempotency-Key: nothing is bought twice.',
  internal_error: 'Retry the same request. If the error persists, contact us with the `trace_id`.',
}
