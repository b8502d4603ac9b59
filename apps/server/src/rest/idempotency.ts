import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Outcome, type Refused, refuse } from '@hourglass/core/contract'
import { type Context, type Kept, withIdempotency } from '@hourglass/core/operations'

/** Longest key, in characters. */
const KEY_CHARS_MAX = 255
/** Nothing that an operation takes nests deeper; what lies below is refused by its schema. */
const INPUT_DEPTH_MAX = 8

const BARE = /^[\x20-\x2b\x2d-\x7e]+$/
/** A string of RFC 8941 §3.3.3. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/

/** The same for the OpenAPI document: 1 to 255 characters, as they are without a comma or as a quoted string. */
export const IDEMPOTENCY_KEY_PATTERN = String.raw`^(?:(?!")[\x20-\x2b\x2d-\x7e]{1,255}|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255}")$`

/** The request's Idempotency-Key: undefined when it has none, a refusal when it is none. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined | Refused {
  const given = headers['idempotency-key']
  if (given === undefined) return undefined
  // Several come joined by commas (RFC 9110 §5.2), which only a quoted key may have.
  const value = String(given)
  const key = value.startsWith('"') ? QUOTED.exec(value)?.[1]?.replace(/\\(.)/g, '$1') : BARE.exec(value)?.[0]
  if (key && key.length <= KEY_CHARS_MAX) return key
  const detail = `Idempotency-Key must be one value of 1 to ${KEY_CHARS_MAX} printable ASCII characters`
  return refuse('invalid_request', { detail, errors: [{ pointer: '#/header/idempotency-key', detail }] })
}

/** A request that may carry an Idempotency-Key. */
export interface IdempotentRequest {
  /** Its key, if it has one. */
  key: string | undefined | Refused
  /** Whose key it is. */
  principal: string
  /** The method and route, or the procedure: with `input`, what the key stands for. */
  called: string
  input: unknown
  /** Called when the answer is that of an earlier request. */
  onReplay(): void
}

/** The members of a route's declaration that matter here. */
interface Idempotent<Value> {
  kept?: Kept<Value>
  onRefused?(ctx: Context, refused: Refused): Promise<Refused>
}

/** Runs an operation once for the request's Idempotency-Key; without one it just runs. */
export async function runIdempotent<Value>(
  ctx: Context,
  route: Idempotent<Value>,
  { key, principal, called, input, onReplay }: IdempotentRequest,
  run: (ctx: Context) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  if (key === undefined) return run(ctx)
  const refused = async (why: Refused) => (await route.onRefused?.(ctx, why)) ?? why
  if (typeof key !== 'string') return refused(key)
  const claim = { principal, key, fingerprint: fingerprintOf(called, input) }
  const { outcome, replayed } = await withIdempotency(ctx, claim, run, { kept: route.kept })
  if (!outcome.ok && outcome.code === 'idempotency_key_reused') return refused(outcome)
  if (replayed) onReplay()
  return outcome
}

/** SHA-256 over what is called and its input; the order of an object's members does not count. */
const fingerprintOf = (called: string, input: unknown): string =>
  createHash('sha256')
    .update(`${called}\n${JSON.stringify(sorted(input, 0))}`)
    .digest('base64url')

function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= INPUT_DEPTH_MAX) return null
  if (Array.isArray(value)) return value.map((member) => sorted(member, depth + 1))
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member, depth + 1)])
}
