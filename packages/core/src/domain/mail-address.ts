import { domainToASCII } from 'node:url'

/** Longest address, in UTF-16 code units; the `accounts` table has the same limit. */
const CHARS_MAX = 320

/** Neither part may have a character that separates or quotes addresses, or that ends a line. */
const PATTERN = /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[^\s\p{C}<>()[\]\\,;:"@]+$/u

/** Whether a text is exactly one e-mail address, so that it is safe in SMTP commands and in headers. Letters of any script are allowed. */
export const isMailAddress = (text: string): boolean => text.length <= CHARS_MAX && PATTERN.test(text)

/** An address for people who may know that it exists, but not what it is: `a•••@example.com`. */
export function maskMailAddress(address: string): string {
  const [first = ''] = address
  return `${first}•••${address.slice(address.lastIndexOf('@'))}`
}

/**
 * An e-mail address in the form that accounts have: in lower case, the domain in ASCII (RFC 5891), the local part composed (NFC). Dots
 * and plus signs are kept, since only the mail server knows what they mean. null: not an address.
 */
export function normalizeMailAddress(text: string): string | null {
  const given = text.trim()
  const at = given.lastIndexOf('@')
  const domain = domainToASCII(given.slice(at + 1))
  const address = `${given.slice(0, at).normalize('NFC').toLowerCase()}@${domain.toLowerCase()}`
  return at > 0 && domain !== '' && isMailAddress(given) && isMailAddress(address) ? address : null
}
