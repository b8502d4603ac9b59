import { isIP, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/** Prefix length of the IPv6 network of one customer (RFC 6177 §2): a /64 has 2^64 addresses. */
const NETWORK_BITS = 64

/**
 * The address that a request is counted under: the IPv4 address, or the /64 network of an IPv6 address. Proxies write the same address
 * with a port, in brackets, mapped into IPv6 or with a zone; all of these are normalized. Garbage that a client wrote into
 * `X-Forwarded-For` is skipped in favor of the nearest valid hop.
 */
export function addressOf({ ip, ips }: { ip: string; ips?: readonly string[] | undefined }): string {
  for (const hop of [ip, ...(ips?.toReversed() ?? [])]) {
    const address = parse(hop)
    if (address) return networkOf(address)
  }
  return 'unknown'
}

/** Whether the request comes from a loopback address, in any notation. */
export const isLocal = ({ ip }: Pick<FastifyRequest, 'ip'>): boolean => parse(ip)?.range() === 'loopback'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** `192.0.2.1`, `192.0.2.1:4711`, `::1`, `[::1]:4711`, `fe80::1%eth0`, `::ffff:192.0.2.1`. */
function parse(text: string): Address | null {
  const bare = /^\[([^\]]*)\](?::\d*)?$/.exec(text)?.[1] ?? /^([^:]*):\d*$/.exec(text)?.[1] ?? text
  const plain = bare.trim().replace(/%.*$/, '')
  // Browsers and resolvers accept other notations, such as 0x7f.1; proxies never send them.
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain)
  return ipaddr.IPv6.isValid(plain) ? ipaddr.process(plain) : null
}

function networkOf(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString()
  const bytes = address.toByteArray().fill(0, NETWORK_BITS / 8)
  return `${ipaddr.fromByteArray(bytes)}/${NETWORK_BITS}`
}

/** Network names that Fastify knows, and our own for carrier-grade NAT (RFC 6598). */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal']
const CARRIER_GRADE = { name: 'carriergrade', network: '100.64.0.0/10' }

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Whether a comma-separated list has only addresses, networks and network names. */
export const isAddresses = (text: string): boolean => parts(text).every(isKnown)

function isKnown(part: string): boolean {
  if (NETWORKS.includes(part) || part === CARRIER_GRADE.name) return true
  const [address = '', bits, ...more] = part.split('/')
  if (isIP(address) === 0 || more.length > 0) return false
  // A /0 network would trust every client.
  return bits === undefined || (/^[1-9]\d*$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32))
}

/** Parses such a list into the form that Fastify takes. */
export const proxiesOf = (text: string): string[] =>
  parts(text).map((part) => (part === CARRIER_GRADE.name ? CARRIER_GRADE.network : part))
