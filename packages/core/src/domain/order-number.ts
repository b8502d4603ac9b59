/** Crockford's base 32: digits and capitals without I, L, O and U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BITS_PER_DIGIT = 5n
const DIGITS_MASK = 31n
const PREFIX = 'HG'
const GROUPS = /.{4}/g
const NUMBER_DIGITS = 12

const HOUR_MS = 3_600_000
/** The last 40 bits of an id, which are random (UUIDv7, RFC 9562 §5.7). */
const TAIL_BITS = 40n
const TAIL_HEX_DIGITS = 10
/** The first 48 bits are milliseconds since 1970. */
const TIME_HEX_DIGITS = 12

/** The ids that have a number: within one hour, with the same end. */
export interface NumberedIds {
  /** Milliseconds since 1970. */
  fromMs: number
  belowMs: number
  /** Hexadecimal digits. */
  end: string
}

/**
 * The number of an order that people read, type and say, such as `HG-F79D-92QX-4M6T`: in base 32, the hour of its id (20 bits, which
 * last until 2089) and the last 40 bits of it, which are random. The hour leads to the order along the index of ids.
 *
 * Orders of different hours never share a number. Among n orders of one hour, two share one with a probability of about n² / 2⁴¹:
 * 5 · 10⁻⁵ for the ten thousand of a drop. Among ten million, in a thousand such hours, a given order has a twin with a probability
 * of 10⁻⁸, and any two have with 4 %. A search by number therefore returns all orders with it.
 */
export function orderNumberOf(id: string): string {
  const hex = id.replaceAll('-', '')
  const hour = Math.floor(Number.parseInt(hex.slice(0, TIME_HEX_DIGITS), 16) / HOUR_MS)
  let bits = (BigInt(hour) << TAIL_BITS) | BigInt(`0x${hex.slice(-TAIL_HEX_DIGITS)}`)
  let digits = ''
  for (let i = 0; i < NUMBER_DIGITS; i++, bits >>= BITS_PER_DIGIT) digits = DIGITS[Number(bits & DIGITS_MASK)] + digits
  return [PREFIX, ...(digits.match(GROUPS) ?? [])].join('-')
}

/**
 * The ids that have a number. The case does not matter, dashes, spaces and the prefix may be missing, and O, I and L are read as 0, 1
 * and 1. null: not a number.
 */
export function idsWithNumber(number: string): NumberedIds | null {
  const typed = number.toUpperCase().replace(/[\s-]/g, '')
  const digits = (typed.length > NUMBER_DIGITS && typed.startsWith(PREFIX) ? typed.slice(PREFIX.length) : typed)
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (digits.length !== NUMBER_DIGITS) return null
  let bits = 0n
  for (const digit of digits) {
    const value = DIGITS.indexOf(digit)
    if (value < 0) return null
    bits = (bits << BITS_PER_DIGIT) | BigInt(value)
  }
  const fromMs = Number(bits >> TAIL_BITS) * HOUR_MS
  const end = BigInt.asUintN(Number(TAIL_BITS), bits).toString(16).padStart(TAIL_HEX_DIGITS, '0')
  return { fromMs, belowMs: fromMs + HOUR_MS, end }
}
