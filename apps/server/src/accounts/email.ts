import { domainToASCII } from 'node:url'
import { isMailAddress } from '@hourglass/core/domain'

/**
 * An e-mail address in the form that accounts have: in lower case, the domain in ASCII (RFC 5891), the local part composed (NFC). Dots
 * and plus signs are kept, since only the mail server knows what they mean. null: not an address.
 */
export function normalizeEmail(text: string): string | null {
  const given = text.trim()
  const at = given.lastIndexOf('@')
  const domain = domainToASCII(given.slice(at + 1))
  const address = `${given.slice(0, at).normalize('NFC').toLowerCase()}@${domain.toLowerCase()}`
  return at > 0 && domain !== '' && isMailAddress(given) && isMailAddress(address) ? address : null
}
