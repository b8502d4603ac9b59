import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A slow endpoint in its own process, which regularly reports what it has received. */
export async function startEndpoint(delayMs: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'endpoint-process.ts'), String(delayMs)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let received = { total: 0, distinct: 0 }
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  child.on('message', (message: typeof received) => {
    received = message
  })
  return {
    url: `http://127.0.0.1:${port}/`,
    total: () => received.total,
    distinct: () => received.distinct,
    stop: () => child.kill(),
  }
}
