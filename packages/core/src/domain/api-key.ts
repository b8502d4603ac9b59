import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Says what it is wherever it turns up; scanners of secrets look for such a head. */
const HEAD = 'hg_live_'
/** 160 random bits: not to be guessed, so that a plain hash keeps it. */
const RANDOM_BYTES = 20
const RANDOM_CHARS = 27
const CHECK_CHARS = 6
const SHAPE = new RegExp(`^${HEAD}[0-9A-Za-z]{${RANDOM_CHARS + CHECK_CHARS}}$`)
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Characters of a key that may be shown afterwards. */
const HINT_CHARS = 4

/** A new key: `hg_live_`, the random part, and a checksum of both. */
export function newApiKey(): string {
  const random = base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`), RANDOM_CHARS)
  return HEAD + random + checksum(HEAD + random)
}

/** Whether a text can be a key at all: a typing error or a guess is told without asking anyone. */
export const isApiKey = (text: string): boolean =>
  SHAPE.test(text) && text.slice(-CHECK_CHARS) === checksum(text.slice(0, -CHECK_CHARS))

/** What is kept of a key. */
export const hashOfApiKey = (key: string): Buffer => createHash('sha256').update(key).digest()

export const hintOfApiKey = (key: string): string => `…${key.slice(-HINT_CHARS)}`

const checksum = (text: string): string => base62(BigInt(crc32(text)), CHECK_CHARS)

function base62(number: bigint, chars: number): string {
  let text = ''
  for (let rest = number; text.length < chars; rest /= 62n) text = (DIGITS[Number(rest % 62n)] ?? '') + text
  return text
}
