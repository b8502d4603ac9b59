import { type LookupAddress, lookup as lookupName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { hostOf, isPublicAddress, webhookUrlFault } from '@hourglass/core/domain'
import { Agent } from 'undici'

/** Connect timeout, including the TLS handshake. */
const CONNECT_MS = 5_000
/** Keep-alive timeout: bridges the pauses between events of an open sale. */
const KEEP_ALIVE_MS = 10_000
/** Largest response headers, in bytes. */
const HEADER_BYTES_MAX = 16 * 1_024

/** Resolves a host name to all its addresses. */
export type Resolve = (name: string) => Promise<LookupAddress[]>

const lookupAll = promisify(lookupName)
export const resolveName: Resolve = (name) => lookupAll(name, { all: true })

/** The address of a webhook is not on the public internet. */
export class AddressRefused extends Error {}

/**
 * Connections to webhook endpoints, with SSRF protection: the resolved address is checked when connecting, and that address is used, so
 * DNS rebinding after the webhook was created does not help an attacker. Redirects are not followed.
 */
export function createConnections(allowPrivate: boolean, resolve: Resolve = resolveName) {
  const lookup: LookupFunction = (name, options, callback) => {
    resolve(name).then(
      (addresses) => {
        const refused = allowPrivate ? undefined : addresses.find(({ address }) => !isPublicAddress(address))
        const first = addresses[0]
        if (refused || !first) {
          callback(new AddressRefused(`${name} is not a host of the public internet`), [])
        } else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, []),
    )
  }
  const agent = new Agent({
    connect: { lookup, timeout: CONNECT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES_MAX,
    pipelining: 1,
  })
  return {
    agent,
    /** Checks literal IP addresses, which skip the DNS lookup. @throws AddressRefused */
    check(url: string): void {
      const fault = webhookUrlFault(url, allowPrivate)
      if (fault) throw new AddressRefused(`the address ${fault}`)
      const host = hostOf(new URL(url))
      if (!allowPrivate && isIP(host) && !isPublicAddress(host)) throw new AddressRefused(`${host} is private`)
    },
    close: () => agent.destroy(),
  }
}

export type Connections = ReturnType<typeof createConnections>
