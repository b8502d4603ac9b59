import { BlockList, isIP } from 'node:net'

/** IPv4 ranges outside the public internet: the IANA special-purpose registry, multicast and the former class E. */
const refused4: [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/**
 * Non-public ranges within global unicast: protocol assignments with Teredo, documentation, and 6to4, which can embed any IPv4 address.
 * Other forms that embed IPv4 (mapped, compatible, NAT64) are outside global unicast and refused anyway.
 */
const refused6: [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
]

const refused = new BlockList()
for (const [network, prefix] of refused4) refused.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of refused6) refused.addSubnet(network, prefix, 'ipv6')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/** Whether a text is a public IP address, without brackets. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !refused.check(address, 'ipv4')
  if (family === 6 && !address.includes('%'))
    return globalUnicast.check(address, 'ipv6') && !refused.check(address, 'ipv6')
  return false
}

/** Whether a host is a loopback name or address (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)
