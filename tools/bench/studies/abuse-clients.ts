/** Abusive or idle clients of one kind, until their thread is terminated. Posts a message when all are connected. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { newApiKey } from '@hourglass/core/domain'
import { Pool } from 'undici'

const { kind, origin, saleId } = workerData as { kind: string; origin: string; saleId: number }
const { hostname, port } = new URL(origin)
const TICK_MS = 10
const TRICKLE_MS = 1_000
const READERS = 5_000
const SOCKETS = 500
const OPENING = 250

async function open(count: number, speak: (socket: Socket) => unknown): Promise<void> {
  for (let opened = 0; opened < count; opened += OPENING) {
    await Promise.all(
      Array.from({ length: Math.min(OPENING, count - opened) }, async () => {
        const socket = connect(Number(port), hostname)
        socket.on('error', () => {}).resume()
        await once(socket, 'connect')
        await speak(socket)
      }),
    )
  }
}

/** Calls `one` at a constant rate. */
const often = (perSecond: number, one: () => unknown) =>
  setInterval(() => {
    for (let i = 0; i < (perSecond * TICK_MS) / 1_000; i++) void one()
  }, TICK_MS)

const kinds: Record<string, () => unknown> = {
  hello() {
    const pool = new Pool(origin, { connections: 64, pipelining: 1 })
    often(1_000, async () => (await pool.request({ method: 'GET', path: '/livez' })).body.dump())
  },
  keys() {
    const pool = new Pool(origin, { connections: 64, pipelining: 1 })
    often(1_000, async () => {
      const headers = { authorization: `Bearer ${newApiKey()}` }
      const { body } = await pool.request({ method: 'POST', path: '/checkout?user_id=a&id=1', headers })
      await body.dump()
    })
  },
  heads() {
    const head = `GET / HTTP/1.1\r\nx: ${'x'.repeat(16_384)}\r\n\r\n`
    often(200, () => open(1, (socket) => socket.write(head)).catch(() => {}))
  },
  async slow() {
    await open(SOCKETS, () => {})
    await open(SOCKETS, (socket) => {
      socket.write(
        'POST /checkout HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n',
      )
      setInterval(() => socket.write(' '), TRICKLE_MS)
    })
  },
  readers: () =>
    open(READERS, async (socket) => {
      socket.write(`GET /v1/sales/${saleId}/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
      await once(socket, 'data')
    }),
}

await kinds[kind]?.()
parentPort?.postMessage('there')
