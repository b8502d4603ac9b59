import { once } from 'node:events'
import net from 'node:net'

/** A line between a server and its store that a test can cut or let go silent. */
export interface TcpProxy {
  port: number
  /** What the store answers from now on is swallowed; what is asked still arrives. */
  swallowReplies(): void
  /** Breaks every connection; new ones work. */
  cut(): void
  close(): Promise<void>
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<{ client: net.Socket; store: net.Socket; silent: boolean }>()
  const server = net.createServer((client) => {
    const store = net.connect(targetPort, '127.0.0.1')
    const pair = { client, store, silent: false }
    pairs.add(pair)
    client.on('data', (bytes) => store.write(bytes))
    store.on('data', (bytes) => void (pair.silent || client.write(bytes)))
    for (const socket of [client, store]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        store.destroy()
        pairs.delete(pair)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const cut = () => {
    for (const pair of pairs) pair.client.destroy()
  }
  return {
    port: address.port,
    swallowReplies() {
      for (const pair of pairs) pair.silent = true
    },
    cut,
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
