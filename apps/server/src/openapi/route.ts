import type { RefusalCode, Scope } from '@hourglass/core/contract'
import type { z } from 'zod'
import type { HeaderName } from './headers.ts'

/** What a route answers when it says yes. */
export interface Yes {
  description: string
  /** Of the JSON body; none: there is no body, or it is of `type`. */
  view?: z.ZodType
  /** Media type of a body that is not JSON. */
  type?: string
  headers?: readonly HeaderName[]
}

/**
 * One route as a partner reads it. The document is made of these, and the server asks them what a key needs; a route
 * that is not described here cannot be added.
 */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete'
  /** As OpenAPI spells it: `/v1/sales/{id}`. */
  path: string
  /** The operation's name in clients. */
  id: string
  tag: Tag
  summary: string
  description?: string
  input?: z.ZodObject
  /** Optional members of the input that its example has. */
  exampleWith?: readonly string[]
  /** Where members of the input go that the path does not name. `either`: in the query or the body. */
  inputIn?: 'query' | 'body' | 'either'
  yes: Record<number, Yes>
  no: readonly RefusalCode[]
  /** A key needs one of them. Empty: anyone may ask. */
  scopes: readonly Scope[]
  /** Done once for its Idempotency-Key. */
  once?: boolean
  /** Always served, and neither counted nor limited: probes and documentation. */
  free?: boolean
  /** A picture: counted under a limit of its own. */
  pictures?: boolean
  /** Further headers that the request may have. */
  requestHeaders?: readonly ('if-none-match' | 'last-event-id')[]
  /** Superseded: since when, until when it is served, and what to read. */
  deprecated?: { since: Date; sunset?: Date; link: string }
}

export const TAGS = {
  Buying: 'A checkout gives a code, a purchase takes it. A checkout reserves nothing.',
  Sales: 'What is on offer, live, and the books of each sale.',
  Reservations: 'One unit set aside for a buyer until a deadline.',
  Cart: 'What a buyer means to buy. It reserves nothing.',
  Orders: 'Several items with quantities, all or nothing, decided afterwards; and the history of a buyer.',
  Webhooks:
    'Events to an address of yours, as CloudEvents 1.0, at least once. Answer 2xx within 15 seconds; anything else is sent again for three days. ' +
    'Know an event by `webhook-id`.\n\n' +
    '**To verify one**, before parsing: join `webhook-id`, `webhook-timestamp` and the body as it came with dots between. `webhook-signature` has, parted by spaces, ' +
    '`v1,` with the base64 of HMAC-SHA-256 over that, keyed by the bytes whose base64 follows `whsec_` in the secret, and `v1a,` with an ed25519 signature over the same, ' +
    'for the key whose base64 follows `whpk_` in `public_key`. Refuse a timestamp that is more than five minutes off.',
  Operators: 'Sales, keys, and what operators have done. Needs the `admin` scope.',
  Service: 'Probes and documentation.',
} as const
export type Tag = keyof typeof TAGS
