import { createHmac, timingSafeEqual } from 'node:crypto'

const SALE_BYTES = 4
const SEQ_BYTES = 4
const POSITION_BYTES = 4
const EXPIRY_BYTES = 6
const POSITION_AT = SALE_BYTES + SEQ_BYTES
const EXPIRY_AT = POSITION_AT + POSITION_BYTES
const HEAD_BYTES = EXPIRY_AT + EXPIRY_BYTES
/** A forger has to guess 128 bits. */
const MAC_BYTES = 16
/** A user id has at most 255 characters of up to four bytes, and a partner's prefix. */
const USER_BYTES_MAX = 1_100
const PASS_CHARS_MAX = Math.ceil(((HEAD_BYTES + USER_BYTES_MAX + MAC_BYTES) * 4) / 3)

/** The content of a pass: admission of one buyer to one sale until a time. */
export interface PassClaims {
  saleId: number
  /** The buyer's place in the join log, and its position. */
  seq: number
  position: number
  userId: string
  /** In ms since 1970, by PostgreSQL's clock. */
  expiresAt: number
}

/** Signs a pass: base64url of sale ‖ seq ‖ position ‖ expiry ‖ user id ‖ HMAC-SHA-256 truncated to 128 bits (RFC 2104 §5). */
export function signPass(key: Buffer, { saleId, seq, position, userId, expiresAt }: PassClaims): string {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(saleId, 0)
  head.writeUInt32BE(seq, SALE_BYTES)
  head.writeUInt32BE(position, POSITION_AT)
  head.writeUIntBE(expiresAt, EXPIRY_AT, EXPIRY_BYTES)
  const claims = Buffer.concat([head, Buffer.from(userId)])
  return Buffer.concat([claims, mac(key, claims)]).toString('base64url')
}

/** Verifies and reads a pass without I/O. `undefined` if no key has signed it. The caller compares sale, buyer and expiry. */
export function readPass(keys: readonly Buffer[], pass: string): PassClaims | undefined {
  if (pass.length > PASS_CHARS_MAX) return undefined
  const bytes = Buffer.from(pass, 'base64url')
  // Only the canonical encoding is accepted.
  if (bytes.length <= HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== pass) return undefined
  const claims = bytes.subarray(0, -MAC_BYTES)
  const signed = bytes.subarray(-MAC_BYTES)
  if (!keys.some((key) => timingSafeEqual(signed, mac(key, claims)))) return undefined
  return {
    saleId: claims.readUInt32BE(0),
    seq: claims.readUInt32BE(SALE_BYTES),
    position: claims.readUInt32BE(POSITION_AT),
    expiresAt: claims.readUIntBE(EXPIRY_AT, EXPIRY_BYTES),
    userId: claims.toString('utf8', HEAD_BYTES),
  }
}

const mac = (key: Buffer, claims: Buffer): Buffer =>
  createHmac('sha256', key).update(claims).digest().subarray(0, MAC_BYTES)
