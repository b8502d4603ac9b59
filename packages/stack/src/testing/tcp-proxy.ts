import { once } from 'node:events'
import net from 'node:net'

const HOST = '127.0.0.1'

/** Direction of traffic: to the store, or back. */
export type Direction = 'requests' | 'replies'

/** A TCP proxy that tests use to delay, fragment, silence or cut connections. */
export interface TcpProxy {
  readonly port: number
  /** Forwards new connections to another port and cuts open ones. */
  leadTo(targetPort: number): void
  /** Delays bytes in both directions. */
  delay(ms: number): void
  /** Splits data into pieces of at most this size. */
  slice(bytes: number): void
  /** Drops bytes in these directions on open connections, without closing them. New connections work. */
  silence(...ways: Direction[]): void
  /** Drops bytes in these directions on open and new connections. */
  lose(...ways: Direction[]): void
  /** Closes every connection. New ones work. */
  cut(): void
  /** Removes all faults. Silenced connections are closed. */
  heal(): void
  close(): Promise<void>
}

interface Pair {
  client: net.Socket
  store: net.Socket
  silent: Set<Direction>
  lostBytes: boolean
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  const state = { targetPort, delayMs: 0, sliceBytes: Number.POSITIVE_INFINITY, lost: new Set<Direction>() }

  function carry(pair: Pair, way: Direction, from: net.Socket, to: net.Socket): void {
    const deliver = (data: Buffer | string) => {
      const bytes = Buffer.from(data)
      if (pair.silent.has(way)) pair.lostBytes = true
      if (pair.lostBytes || to.destroyed) return
      for (let at = 0; at < bytes.length; at += state.sliceBytes) to.write(bytes.subarray(at, at + state.sliceBytes))
    }
    // Bytes stay in order, as TCP guarantees, even if the delay changes.
    const late: (Buffer | string)[] = []
    from.on('data', (bytes) => {
      if (state.delayMs === 0 && late.length === 0) return deliver(bytes)
      late.push(bytes)
      setTimeout(() => deliver(late.shift() ?? ''), state.delayMs)
    })
  }

  const server = net.createServer({ noDelay: true }, (client) => {
    const store = net.connect({ port: state.targetPort, host: HOST, noDelay: true })
    const pair: Pair = { client, store, silent: new Set(state.lost), lostBytes: false }
    pairs.add(pair)
    carry(pair, 'requests', client, store)
    carry(pair, 'replies', store, client)
    for (const socket of [client, store]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        const hangUp = () => {
          client.destroy()
          store.destroy()
          pairs.delete(pair)
        }
        // Delayed bytes arrive before the connection closes.
        if (state.delayMs > 0) setTimeout(hangUp, state.delayMs)
        else hangUp()
      })
    }
  })
  server.listen(0, HOST)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const cut = (which: (pair: Pair) => boolean = () => true) => {
    for (const pair of pairs) if (which(pair)) pair.client.destroy()
  }
  const silence = (...ways: Direction[]) => {
    for (const pair of pairs) pair.silent = new Set(ways)
  }
  return {
    port: address.port,
    leadTo(port) {
      state.targetPort = port
      cut()
    },
    delay(ms) {
      state.delayMs = ms
    },
    slice(bytes) {
      state.sliceBytes = bytes
    },
    silence,
    lose(...ways) {
      state.lost = new Set(ways)
      silence(...ways)
    },
    cut: () => cut(),
    heal() {
      Object.assign(state, { delayMs: 0, sliceBytes: Number.POSITIVE_INFINITY, lost: new Set() })
      cut((pair) => pair.silent.size > 0)
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
