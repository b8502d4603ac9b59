import { isIP } from 'node:net'
import { isPublicAddress } from './addresses.ts'

/** Below these are services that nobody means to call as a webhook (RFC 6335); 80 and 443 are HTTP's own. */
const FIRST_USER_PORT = 1_024

/** Names that mean a machine or a network of ours (RFC 6761, 6762, 8375, and ICANN's `internal`). */
const privateName = /(^|\.)(localhost|local|internal|home\.arpa|onion|test|invalid)\.?$/

/** The host of a URL as a resolver takes it: without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

/**
 * What is wrong with an address as a webhook, or null. Only the text is looked at: what a name resolves to is vetted by
 * whoever connects. Spellings of IPv4 as one number, octal or hexadecimal have become plain ones in `URL`.
 */
export function webhookUrlFault(text: string, allowPrivate: boolean): string | null {
  const url = URL.parse(text)
  if (!url) return 'must be an absolute address'
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'must begin with https://'
  if (url.username !== '' || url.password !== '') return 'must not carry credentials'
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
