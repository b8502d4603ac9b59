import { isIP } from 'node:net'
import { isPublicAddress } from './addresses.ts'

/** Ports below are system services, not webhooks (RFC 6335), except 80 and 443. */
const FIRST_USER_PORT = 1_024

/** Names of local hosts and networks (RFC 6761, 6762, 8375, and ICANN's `internal`). */
const privateName = /(^|\.)(localhost|local|internal|home\.arpa|onion|test|invalid)\.?$/

/** The host of a URL for a resolver, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

/**
 * What is wrong with a webhook URL, or null. Only the text is checked; resolved addresses are checked on every connection. `URL` has already
 * normalized IPv4 addresses in decimal, octal or hexadecimal notation.
 */
export function webhookUrlFault(text: string, allowPrivate: boolean): string | null {
  const url = URL.parse(text)
  if (!url) return 'must be an absolute URL'
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'must start with https://'
  if (url.username !== '' || url.password !== '') return 'must not contain credentials'
  if (text.includes('#')) return 'must not have a fragment'
  if (allowPrivate) return null
  const port = Number(url.port || 443)
  if (port !== 443 && port !== 80 && port < FIRST_USER_PORT) return `must not use port ${port}`
  const host = hostOf(url)
  if (isIP(host)) return isPublicAddress(host) ? null : 'must not be an address of a private network'
  if (!host.replace(/\.$/, '').includes('.') || privateName.test(host))
    return 'must not name a host of a private network'
  return null
}
