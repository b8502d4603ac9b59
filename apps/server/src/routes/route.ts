import type { Outcome, RefusalCode, Refused, Scope } from '@hourglass/core/contract'
import type { Context, Redacted } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ServerHealth } from '../health.ts'
import type { Feed } from '../live/feed.ts'
import type { HeaderName } from '../openapi/headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The declaration of the route; tRPC routes have none. */
    route?: Route
  }
}

/** A successful response. */
export interface Success {
  description: string
  /** Schema of the JSON body. Absent when there is no body or it has another `type`. */
  view?: z.ZodType
  /** Media type of a body that is not JSON. */
  type?: string
  headers?: readonly HeaderName[]
}

/** The part of a declaration that the OpenAPI document is generated from. */
interface Description<Input extends z.ZodObject> {
  method: 'get' | 'post' | 'put' | 'delete'
  /** In OpenAPI notation: `/v1/sales/{id}`. */
  path: string
  /** `operationId`: the name of the method in generated clients. */
  id: string
  tag: Tag
  summary: string
  description?: string
  /** Schema of the merged path, query and body parameters. */
  input: Input
  /** Optional members that the example includes. */
  exampleWith?: readonly string[]
  /** Media types of a body that is a file, not JSON. The operation gets it as `type` and, in base64, `data`. */
  file?: readonly string[]
  /** Where clients send the members that are not in the path. `either`: in the query or the body. */
  inputIn?: 'query' | 'body' | 'either'
  /** Successful responses by status. The lowest is sent unless `reply` sets another. */
  success: Record<number, Success>
  refusals: readonly RefusalCode[]
  /** The key needs one of these scopes. Empty: public, no key needed. */
  scopes: readonly Scope[]
  /** Accepts an Idempotency-Key and runs once per key. */
  idempotent?: boolean
  /** Which rate limit applies. Default: by key, else by session and address. `none`: unlimited (probes, documentation). */
  rateLimit?: 'orders' | 'joins' | 'pictures' | 'resets' | 'none'
  /** Caches may store the response and must revalidate it before each use. Default: no-store. */
  cache?: 'public'
  /** Request headers that the route reads, beyond the common ones. */
  requestHeaders?: readonly ('if-none-match' | 'last-event-id' | 'hourglass-pass')[]
  /** Set on a superseded route: when it was deprecated, when it will be removed, and where to read more. */
  deprecated?: { since: Date; sunset?: Date; link: string }
  /** Largest body in bytes, if it differs from the default. */
  bodyLimit?: number
}

/** A route that runs an operation on its input. tRPC procedures are built from these, too. */
export interface OperationRoute<Input extends z.ZodObject = z.ZodObject, Value = unknown> extends Description<Input> {
  operation(ctx: Context, input: unknown, request?: FastifyRequest): Promise<Outcome<Value>>
  /** Adjusts a successful reply: headers, status or, through its return value, the body. */
  reply?(reply: FastifyReply, value: Value): unknown
  /** How a response that contains a secret is stored for its Idempotency-Key. */
  redacted?: Redacted<Value>
  /** Writes an audit log entry with this action, and with this member of the input as its subject. */
  audit?: { action: string; subject?: string }
  /** Refuses with `busy` while `BUYING_REQUESTS_MAX` requests are in flight. */
  shedsLoad?: boolean
  /** Records requests that are refused before the operation runs. */
  onRefused?(ctx: Context, refused: Refused): Promise<Refused>
}

/** Limits open streams per address and per session, so that no client takes all of them. */
export interface Seats {
  /** Reserves a seat for a stream. @returns a function that releases it (idempotent), or null when the limit is reached */
  take(request: FastifyRequest): (() => void) | null
}

/** Dependencies of the routes that write their own reply. */
export interface Services {
  ctx: Context
  feed: Feed
  seats: Seats
  isStorefront(request: FastifyRequest): boolean
  picture(input: unknown): Promise<Outcome<string>>
  /** A file of an uploaded picture. */
  pictureFile(input: unknown): Promise<Outcome<Buffer>>
  isReady(): boolean
  health(): Promise<ServerHealth>
  metrics(): Promise<string>
  pages: { document(): string; collection(): string; reference(): string; problem(code: string): string | null }
}

/** A route that writes its own reply: a stream, a picture, a page. Its input is validated first. */
export interface HandledRoute<Input extends z.ZodObject = z.ZodObject> extends Description<Input> {
  handle(
    exchange: { request: FastifyRequest; reply: FastifyReply; input: z.output<Input> },
    services: Services,
  ): Promise<unknown>
}

/**
 * The single declaration of a route. The REST route (`rest/register.ts`), its part of the OpenAPI document (`openapi/`) and the tRPC
 * procedure of the same operation (`trpc/router.ts`) are all generated from it.
 */
export type Route = OperationRoute | HandledRoute

/** Declares a route that runs an operation. */
export const operation = <Input extends z.ZodObject, Value>(
  route: OperationRoute<Input, Value>,
): OperationRoute<Input, Value> => route

/** Declares a route that writes its own reply. */
export const handled = <Input extends z.ZodObject>(route: HandledRoute<Input>): HandledRoute<Input> => route

/** The path in Fastify notation: `/v1/sales/:id`. */
export const urlOf = ({ path }: Pick<Route, 'path'>): string => path.replace(/\{(\w+)\}/g, ':$1')

export const TAGS = {
  Buying: 'A checkout returns a code; a purchase with that code buys the items. A checkout reserves nothing.',
  Sales: 'Sales and their items, a live feed of what sells, and a public audit of each sale.',
  Queue:
    'The waiting room of a sale with `door: queue`. Join, poll the ticket, and send its pass in the header `Hourglass-Pass` with checkouts, purchases, reservations and orders.',
  Reservations: 'A reservation holds one unit for a buyer until a deadline.',
  Cart: 'Items that a buyer intends to buy. A cart reserves nothing.',
  Orders:
    'Orders of several items with quantities, all or nothing, confirmed asynchronously; and a buyer’s order history.',
  Payments:
    'Orders of a sale with `payment: required` await their payment: their buyers pay at `payment_url` before `pay_by`. With `PAYMENTS=test` the money is play money.',
  Webhooks:
    'Events are sent to your endpoint as CloudEvents 1.0, at least once. Answer 2xx within 15 seconds; any other answer is retried for three days. ' +
    'Deduplicate events by `webhook-id`.\n\n' +
    '**Verify the signature** before you parse the body. Join `webhook-id`, `webhook-timestamp` and the raw body with dots. `webhook-signature` contains two ' +
    'signatures of that text, separated by a space: `v1,` and the base64 of its HMAC-SHA-256, keyed with the bytes whose base64 follows `whsec_` in the secret; ' +
    'and `v1a,` and its ed25519 signature, for the public key whose base64 follows `whpk_` in `public_key`. Refuse timestamps that are more than five minutes off.',
  Sandbox: 'Test keys (`hg_test_…`) see the test sales of their partner and nothing else. Live keys never see them.',
  Operators: 'Sales, API keys and the operators’ audit log. Needs the `admin` scope.',
  Service: 'Probes, metrics and documentation.',
} as const
export type Tag = keyof typeof TAGS
