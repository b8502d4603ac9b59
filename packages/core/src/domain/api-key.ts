import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Recognizable prefixes, which secret scanners look for. A test key sees test sales only. */
const PREFIXES = { live: 'hg_live_', test: 'hg_test_' } as const
/** 160 random bits cannot be guessed, so a plain hash is enough for storage. */
const RANDOM_BYTES = 20
const RANDOM_CHARS = 27
const CHECK_CHARS = 6
const SHAPE = new RegExp(`^(?:${Object.values(PREFIXES).join('|')})[0-9A-Za-z]{${RANDOM_CHARS + CHECK_CHARS}}$`)
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Last characters of a key, which may be shown later. */
const HINT_CHARS = 4

/** A new key: `hg_live_` or `hg_test_`, the random part, and a checksum of both. */
export function newApiKey(kind: keyof typeof PREFIXES = 'live'): string {
  const random = base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`), RANDOM_CHARS)
  return PREFIXES[kind] + random + checksum(PREFIXES[kind] + random)
}

/** Whether a text has the form of a key. Rejects typos and most guesses without a lookup. */
export const isApiKey = (text: string): boolean =>
  SHAPE.test(text) && text.slice(-CHECK_CHARS) === checksum(text.slice(0, -CHECK_CHARS))

/** The stored form of a key. */
export const hashOfApiKey = (key: string): Buffer => createHash('sha256').update(key).digest()

export const hintOfApiKey = (key: string): string => `…${key.slice(-HINT_CHARS)}`

const checksum = (text: string): string => base62(BigInt(crc32(text)), CHECK_CHARS)

function base62(number: bigint, chars: number): string {
  let text = ''
  for (let rest = number; text.length < chars; rest /= 62n) text = (DIGITS[Number(rest % 62n)] ?? '') + text
  return text
}
