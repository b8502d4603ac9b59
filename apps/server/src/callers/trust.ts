import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { isLocal } from './address.ts'

export type TrustConfig = Pick<Config, 'trustUserId' | 'loopback' | 'trustedHosts'>

/** `Host` values of local programs. A page that attacks by DNS rebinding sends its own host name instead. */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Headers that proxies add. A direct request from a local program has none of them. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via']

/**
 * Trust level of a request without a key. `machine`: a direct request of the local operator to a server that listens on loopback only;
 * it may do everything and is not rate-limited. `host`: the `Host` is in `TRUSTED_HOSTS`; the request must name its buyer.
 */
export function trustOf(config: TrustConfig, request: FastifyRequest): 'machine' | 'host' | null {
  if (!config.trustUserId) return null
  const { headers } = request
  const direct = isLocal(request) && !FORWARDED.some((name) => headers[name] !== undefined)
  if (config.loopback && direct && LOOPBACK_HOST.test(headers.host ?? 'localhost')) return 'machine'
  return isListed(config.trustedHosts, request.host) ? 'host' : null
}

/** A listed name without a port matches all ports. */
function isListed(hosts: readonly string[], host = ''): boolean {
  const asked = host.toLowerCase()
  return hosts.includes(asked) || hosts.includes(asked.replace(/:\d+$/, ''))
}
