import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { isLocal } from './address.ts'

export type TrustConfig = Pick<Config, 'trustUserId' | 'loopback' | 'trustedHosts'>

/** Names under which a program on this machine asks for us. A page that has its own name lead here sends that (DNS rebinding). */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** A proxy on this machine sends at least one of them; a program that asks for itself sends none. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via']

/**
 * Who a request without a key comes from. `machine`: the operator of this machine, directly, on a server that listens on loopback
 * only; it may do everything and is not counted. `host`: under a name that `TRUSTED_HOSTS` lists; it names its buyer.
 */
export function trustOf(config: TrustConfig, request: FastifyRequest): 'machine' | 'host' | null {
  if (!config.trustUserId) return null
  const { headers } = request
  const direct = isLocal(request) && !FORWARDED.some((name) => headers[name] !== undefined)
  if (config.loopback && direct && LOOPBACK_HOST.test(headers.host ?? 'localhost')) return 'machine'
  return isListed(config.trustedHosts, request.host) ? 'host' : null
}

/** A listed name without a port stands for all ports. */
function isListed(hosts: readonly string[], host = ''): boolean {
  const asked = host.toLowerCase()
  return hosts.includes(asked) || hosts.includes(asked.replace(/:\d+$/, ''))
}
