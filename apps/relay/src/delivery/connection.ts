import { type LookupAddress, lookup as lookupName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { hostOf, isPublicAddress, webhookUrlFault } from '@hourglass/core/domain'
import { Agent } from 'undici'

/** Longest that a connection, with TLS, may take to be made. */
const CONNECT_MS = 5_000
/** Idle connections are kept this long: between two events of a sale that is on. */
const KEEP_ALIVE_MS = 10_000
/** Largest head of an answer, in bytes. */
const HEADER_BYTES_MAX = 16 * 1_024

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<LookupAddress[]>

const lookupAll = promisify(lookupName)
export const resolveName: Resolve = (name) => lookupAll(name, { all: true })

/** The address, or what its name resolves to, is not of the public internet. */
export class AddressRefused extends Error {}

/**
 * Connections to webhooks. What a name resolves to is vetted here, at the moment of connecting, and connected to is what
 * was vetted: a name that meant something else when the webhook was made gains nothing. Redirects are not followed.
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
    /** @throws AddressRefused: an address that is written out is connected to without being looked up. */
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
