import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Outcome, type Refused, refuse } from '@hourglass/core/contract'
import { type Context, type Redacted, withIdempotency } from '@hourglass/core/operations'

/** Longest key, in characters. */
const KEY_CHARS_MAX = 255
/** No valid input nests deeper; deeper levels are left out of the fingerprint because the schema refuses them. */
const INPUT_DEPTH_MAX = 8

const BARE = /^[\x20-\x2b\x2d-\x7e]+$/
/** A structured-field string (RFC 8941 §3.3.3). */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/

/** The same rule as one pattern, for the OpenAPI document: 1 to 255 characters, bare without commas, or as a quoted string. */
export const IDEMPOTENCY_KEY_PATTERN = String.raw`^(?:(?!")[\x20-\x2b\x2d-\x7e]{1,255}|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255}")$`

/** The request's Idempotency-Key; undefined when absent, a refusal when invalid. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined | Refused {
  const given = headers['idempotency-key']
  if (given === undefined) return undefined
  // Node joins repeated headers with commas (RFC 9110 §5.2); only a quoted key may contain one.
  const value = String(given)
  const key = value.startsWith('"') ? QUOTED.exec(value)?.[1]?.replace(/\\(.)/g, '$1') : BARE.exec(value)?.[0]
  if (key && key.length <= KEY_CHARS_MAX) return key
  const detail = `Idempotency-Key must be one value of 1 to ${KEY_CHARS_MAX} printable ASCII characters`
  return refuse('invalid_request', { detail, errors: [{ pointer: '#/header/idempotency-key', detail }] })
}

/** A request that may carry an Idempotency-Key. */
export interface IdempotentRequest {
  /** The parsed Idempotency-Key. */
  key: string | undefined | Refused
  /** Owner of the key. */
  principal: string
  /** Method and route, or procedure. Together with `input` it forms the fingerprint. */
  called: string
  input: unknown
  /** Called when the stored response of an earlier request is returned. */
  onReplay(): void
}

/** The members of a route declaration that idempotency needs. */
interface Idempotent<Value> {
  redacted?: Redacted<Value>
  onRefused?(ctx: Context, refused: Refused): Promise<Refused>
}

/** Runs an operation once per Idempotency-Key; without a key it always runs. */
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
  const { outcome, replayed } = await withIdempotency(ctx, claim, run, { redacted: route.redacted })
  if (!outcome.ok && outcome.code === 'idempotency_key_reused') return refused(outcome)
  if (replayed) onReplay()
  return outcome
}

/** SHA-256 over the route or procedure and its input, independent of member order. */
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
