import type { Server } from 'node:http'
import proxyaddr from '@fastify/proxy-addr'
import { isLoopback, isTestPrincipal } from '@hourglass/core/domain'
import type { Signing } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { CONNECTIONS_MAX, TEST_READERS_MAX } from '../limits.ts'
import type { Seats } from '../routes/route.ts'
import { addressOf } from './address.ts'
import { isExempt } from './rate-limits.ts'
import { sessionBucket } from './shopper.ts'

export function createSeats(config: Config, signing: Signing): Seats {
  const taken = new Map<string, number>()
  const { address, session } = config.liveShares
  const shareOf = (request: FastifyRequest): [bucket: string, share: number][] => {
    const { caller } = request
    if (caller && isTestPrincipal(caller.partner)) return [[`sandbox ${caller.partner}`, TEST_READERS_MAX]]
    if (!caller && isExempt(config, request)) return []
    const known = sessionBucket(signing, request)
    return [[`address ${addressOf(request)}`, address], ...(known ? [[known, session] as [string, number]] : [])]
  }
  return {
    take(request) {
      const shares = shareOf(request)
      if (shares.some(([bucket, share]) => (taken.get(bucket) ?? 0) >= share)) return null
      for (const [bucket] of shares) taken.set(bucket, (taken.get(bucket) ?? 0) + 1)
      let isTaken = true
      return () => {
        if (isTaken) for (const [bucket] of shares) decrement(taken, bucket)
        isTaken = false
      }
    },
  }
}

/**
 * Limits the connections of a server and of each address. Trusted proxies are exempt, and so is this machine when the server listens on
 * loopback, since they carry many clients. Connections beyond the limit are closed at once.
 */
export function limitConnections(server: Server, config: Config): void {
  server.maxConnections = CONNECTIONS_MAX
  const isProxy = proxyaddr.compile(config.trustedProxies)
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const { remoteAddress = '' } = socket
    if (isProxy(remoteAddress, 0) || (config.loopback && isLoopback(remoteAddress))) return
    const address = addressOf({ ip: remoteAddress })
    if ((open.get(address) ?? 0) >= config.connectionsShare) return void socket.destroy()
    open.set(address, (open.get(address) ?? 0) + 1)
    socket.once('close', () => decrement(open, address))
  })
}

function decrement(counts: Map<string, number>, bucket: string): void {
  const left = (counts.get(bucket) ?? 0) - 1
  if (left > 0) counts.set(bucket, left)
  else counts.delete(bucket)
}
