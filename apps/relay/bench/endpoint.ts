import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A slow endpoint in a process of its own, which tells every now and then what it has got. */
export async function startEndpoint(delayMs: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'endpoint-process.ts'), String(delayMs)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let got = { total: 0, distinct: 0 }
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  child.on('message', (message: typeof got) => {
    got = message
  })
  return {
    url: `http://127.0.0.1:${port}/`,
    total: () => got.total,
    distinct: () => got.distinct,
    stop: () => child.kill(),
  }
}
