import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../config.ts'

/** Groups of an IPv6 address that one customer has: a /64. */
const NETWORK_GROUPS = 4

/** The address that a request is counted under. Whoever has an IPv6 address has 2^64 of them. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const rest = tail === undefined ? [] : tail.split(':').filter((group) => group !== '')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => '0')
  return `${[...groups, ...zeros, ...rest].slice(0, NETWORK_GROUPS).join(':')}::/64`
}

export const isLocal = (request: Pick<FastifyRequest, 'ip'>): boolean => isLoopback(request.ip.replace(/^::ffff:/, ''))
