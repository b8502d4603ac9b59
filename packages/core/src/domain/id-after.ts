import { createHash } from 'node:crypto'

/** Hexadecimal digits of a UUIDv7 before its variant: timestamp, version and rand_a (RFC 9562 §5.7). */
const HEAD_DIGITS = 16

/** The id that follows a voided one: deterministic, with the same timestamp. */
export function idAfter(id: string): string {
  const digits = id.replaceAll('-', '')
  const tail = createHash('sha256')
    .update(digits)
    .digest('hex')
    .slice(HEAD_DIGITS + 1, 2 * HEAD_DIGITS)
  // The variant bits (RFC 9562 §4.1).
  const next = `${digits.slice(0, HEAD_DIGITS)}8${tail}`
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
