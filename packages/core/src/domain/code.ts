import { createHmac, timingSafeEqual } from 'node:crypto'

const ID_BYTES = 16
const SALE_BYTES = 4
/** A forger has to guess 96 bits. */
const MAC_BYTES = 12
const CODE_BYTES = ID_BYTES + SALE_BYTES + MAC_BYTES
const CODE_CHARS = Math.ceil((CODE_BYTES * 4) / 3)

/** The content of a checkout code. */
export interface CodeClaims {
  /** The UUID of the checkout; also the id of its take and its order. */
  id: string
  saleId: number
}

/** Signs a checkout's id as the code that purchase takes: base64url of id ‖ sale ‖ HMAC-SHA-256 truncated to 96 bits (RFC 2104 §5). */
export function signCode(key: Buffer, claims: CodeClaims): string {
  const bytes = Buffer.alloc(CODE_BYTES)
  bytes.write(claims.id.replaceAll('-', ''), 0, 'hex')
  bytes.writeUInt32BE(claims.saleId, ID_BYTES)
  mac(key, bytes).copy(bytes, ID_BYTES + SALE_BYTES)
  return bytes.toString('base64url')
}

/** Verifies and reads a code without I/O. `undefined` if no key has signed it. */
export function readCode(keys: readonly Buffer[], code: string): CodeClaims | undefined {
  const bytes = bytesOf(code)
  const signed = bytes?.subarray(ID_BYTES + SALE_BYTES)
  return bytes && signed && keys.some((key) => timingSafeEqual(signed, mac(key, bytes))) ? claimsOf(bytes) : undefined
}

/** Reads a code without verifying it, to look up what it names. `undefined` if it is not one. */
export function claimsIn(code: string): CodeClaims | undefined {
  const bytes = bytesOf(code)
  return bytes && claimsOf(bytes)
}

/** Only the canonical encoding is accepted. */
function bytesOf(code: string): Buffer | undefined {
  if (code.length !== CODE_CHARS) return undefined
  const bytes = Buffer.from(code, 'base64url')
  return bytes.length === CODE_BYTES && bytes.toString('base64url') === code ? bytes : undefined
}

function claimsOf(bytes: Buffer): CodeClaims {
  const hex = bytes.toString('hex', 0, ID_BYTES)
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  return { id, saleId: bytes.readUInt32BE(ID_BYTES) }
}

function mac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(bytes.subarray(0, ID_BYTES + SALE_BYTES))
    .digest()
    .subarray(0, MAC_BYTES)
}
