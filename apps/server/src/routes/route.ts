import type { Outcome, RefusalCode, Refused, Scope } from '@hourglass/core/contract'
import type { Context, Kept } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ServerHealth } from '../health.ts'
import type { Feed } from '../live/feed.ts'
import type { HeaderName } from '../openapi/headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The declaration that the route is made of; tRPC's routes have none. */
    route?: Route
  }
}

/** What a route answers when it succeeds. */
export interface Success {
  description: string
  /** Of the JSON body; none: there is no body, or it is of `type`. */
  view?: z.ZodType
  /** Media type of a body that is not JSON. */
  type?: string
  headers?: readonly HeaderName[]
}

/** What a route is, without the code that serves it: all that the OpenAPI document is made of. */
interface Description<Input extends z.ZodObject> {
  method: 'get' | 'post' | 'put' | 'delete'
  /** As OpenAPI spells it: `/v1/sales/{id}`. */
  path: string
  /** The operation's name in clients. */
  id: string
  tag: Tag
  summary: string
  description?: string
  /** Path, query and body together. */
  input: Input
  /** Optional members of the input that its example has. */
  exampleWith?: readonly string[]
  /** Where members of the input go that the path does not name. `either`: in the query or the body. */
  inputIn?: 'query' | 'body' | 'either'
  /** The answers of a success by status. The lowest is sent unless `reply` sets another. */
  success: Record<number, Success>
  refusals: readonly RefusalCode[]
  /** A key needs one of them. Empty: anyone may ask. */
  scopes: readonly Scope[]
  /** Runs once for an Idempotency-Key. */
  idempotent?: boolean
  /** Which limits count a request. Default: those of its key, or of its session and address. `none`: always served (probes, documentation). */
  rateLimit?: 'orders' | 'pictures' | 'none'
  /** A cache may keep the answer, and revalidates it before each use. Default: no-store. */
  cache?: 'public'
  /** Further headers that the request may have. */
  requestHeaders?: readonly ('if-none-match' | 'last-event-id')[]
  /** Superseded: since when, until when it is served, and what to read. */
  deprecated?: { since: Date; sunset?: Date; link: string }
  /** Largest body in bytes, where it is not that of every route. */
  bodyLimit?: number
}

/** A route that runs an operation on its input. tRPC procedures are made of these too. */
export interface OperationRoute<Input extends z.ZodObject = z.ZodObject, Value = unknown> extends Description<Input> {
  operation(ctx: Context, input: unknown, request?: FastifyRequest): Promise<Outcome<Value>>
  /** Adds headers or another status to a success; may return another body. */
  reply?(reply: FastifyReply, value: Value): unknown
  /** How an answer with a secret is stored for its Idempotency-Key. */
  kept?: Kept<Value>
  /** Written to the log of operators under this name, with this member of the input as its subject. */
  audit?: { action: string; subject?: string }
  /** Beyond `BUYING_REQUESTS_MAX` requests under way, the next is refused with `busy`. */
  shedsLoad?: boolean
  /** Records a request that is refused before its operation runs. */
  onRefused?(ctx: Context, refused: Refused): Promise<Refused>
}

/** Streams that stay open, shared out so that one address or one browser cannot take all of them. */
export interface Seats {
  /** Takes a seat for a request that opens a stream. @returns what gives it back, once; null: its share is taken */
  take(request: FastifyRequest): (() => void) | null
}

/** What routes that run no operation are served from. */
export interface Services {
  ctx: Context
  feed: Feed
  seats: Seats
  picture(input: unknown): Promise<Outcome<string>>
  isReady(): boolean
  health(): Promise<ServerHealth>
  metrics(): Promise<string>
  pages: { document(): string; reference(): string; problem(code: string): string | null }
}

/** A route with a reply of its own: a stream, a picture, a page. Its input is checked before. */
export interface HandledRoute<Input extends z.ZodObject = z.ZodObject> extends Description<Input> {
  handle(
    exchange: { request: FastifyRequest; reply: FastifyReply; input: z.output<Input> },
    services: Services,
  ): Promise<unknown>
}

/**
 * One route, declared once. Its REST route (`rest/register.ts`), its part of the OpenAPI document (`openapi/`) and the tRPC
 * procedure of the same operation (`trpc/procedures.ts`) are made of this.
 */
export type Route = OperationRoute | HandledRoute

/** Declares a route that runs an operation. */
export const operation = <Input extends z.ZodObject, Value>(
  route: OperationRoute<Input, Value>,
): OperationRoute<Input, Value> => route

/** Declares a route with a reply of its own. */
export const handled = <Input extends z.ZodObject>(route: HandledRoute<Input>): HandledRoute<Input> => route

/** A declaration's path as Fastify spells it: `/v1/sales/:id`. */
export const urlOf = ({ path }: Pick<Route, 'path'>): string => path.replace(/\{(\w+)\}/g, ':$1')

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
