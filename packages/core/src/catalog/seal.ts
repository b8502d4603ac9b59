import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Bytes of a sale's secret. */
export const SECRET_BYTES = 32

/** Names the rules by which secret and items belong together: those of the sale's edition. */
const schemeOf = (edition: number) => `hourglass/drop/v${edition}`

/**
 * What a sale publishes when it is scheduled: lower-case hex of SHA-256 over the lines `hourglass/drop/v` with its edition, the
 * sale's id and its start (ISO 8601, UTC, milliseconds), each ended by a line feed, then the bytes of the secret. It binds the sale to the
 * secret without revealing it (a hash commitment).
 */
export function commitmentOf(sale: { id: number; startsAt: Date; edition: number }, secret: Uint8Array): string {
  const head = `${schemeOf(sale.edition)}\n${sale.id}\n${sale.startsAt.toISOString()}\n`
  return bytesToHex(sha256(concatBytes(utf8ToBytes(head), secret)))
}

/** The seed of a sale's names, prices and pictures: the first four bytes, big-endian, of HMAC-SHA-256(secret, `…/items`). */
export const seedOf = (secret: Uint8Array, edition: number): number => derive(secret, edition, 'items')

/** The seed of the outlines shown before the opening. Derived separately, so that no item follows from it. */
export const teaserSeedOf = (secret: Uint8Array, edition: number): number => derive(secret, edition, 'teaser')

function derive(secret: Uint8Array, edition: number, purpose: 'items' | 'teaser'): number {
  const [a = 0, b = 0, c = 0, d = 0] = hmac(sha256, secret, utf8ToBytes(`${schemeOf(edition)}/${purpose}`))
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
