import { isIP, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/** Bits of an IPv6 address that one customer has (RFC 6177 §2): a /64 network, 2^64 addresses. */
const NETWORK_BITS = 64

/**
 * The address that a request is counted under: IPv4 as it is, IPv6 by its /64 network. Proxies spell one address in many ways
 * (with a port, in brackets, mapped into IPv6, with a zone); all of them are one. What a client wrote into `X-Forwarded-For` and is no
 * address does not count: the nearest hop that is one does.
 */
export function addressOf({ ip, ips }: { ip: string; ips?: readonly string[] | undefined }): string {
  for (const hop of [ip, ...(ips?.toReversed() ?? [])]) {
    const address = parse(hop)
    if (address) return networkOf(address)
  }
  return 'unknown'
}

/** Whether the request comes from this machine, by any spelling of a loopback address. */
export const isLocal = ({ ip }: Pick<FastifyRequest, 'ip'>): boolean => parse(ip)?.range() === 'loopback'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** `192.0.2.1`, `192.0.2.1:4711`, `::1`, `[::1]:4711`, `fe80::1%eth0`, `::ffff:192.0.2.1`. */
function parse(text: string): Address | null {
  const bare = /^\[([^\]]*)\](?::\d*)?$/.exec(text)?.[1] ?? /^([^:]*):\d*$/.exec(text)?.[1] ?? text
  const plain = bare.trim().replace(/%.*$/, '')
  // Other spellings, such as 0x7f.1, are a browser's or a resolver's, never a proxy's.
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain)
  return ipaddr.IPv6.isValid(plain) ? ipaddr.process(plain) : null
}

function networkOf(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString()
  const bytes = address.toByteArray().fill(0, NETWORK_BITS / 8)
  return `${ipaddr.fromByteArray(bytes)}/${NETWORK_BITS}`
}

/** Names of networks that the framework knows, and what is behind ours: the addresses between a carrier and its customers (RFC 6598). */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal']
const CARRIER_GRADE = { name: 'carriergrade', network: '100.64.0.0/10' }

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Whether a list with commas between holds nothing but addresses, networks and names of networks. */
export const isAddresses = (text: string): boolean => parts(text).every(isKnown)

function isKnown(part: string): boolean {
  if (NETWORKS.includes(part) || part === CARRIER_GRADE.name) return true
  const [address = '', bits, ...more] = part.split('/')
  if (isIP(address) === 0 || more.length > 0) return false
  // An empty prefix would trust everybody.
  return bits === undefined || (/^[1-9]\d*$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32))
}

/** Such a list, as the framework takes it. */
export const proxiesOf = (text: string): string[] =>
  parts(text).map((part) => (part === CARRIER_GRADE.name ? CARRIER_GRADE.network : part))
