/** Runs the server as a separate process, as in production. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '@hourglass/stack'
import { until } from '@hourglass/stack/testing'

export const root = join(import.meta.dirname, '..')

export interface Server {
  process: ChildProcess
  origin: string
  get(path: string): Promise<{ status: number; body: Record<string, unknown> }>
  post(path: string): Promise<{ status: number; body: Record<string, never>; connection: string | null }>
}

const started: ChildProcess[] = []

/** Kills the servers that still run. Call it at the end of a test file. */
export function killServers(): void {
  for (const child of started) if (isRunning(child)) child.kill('SIGKILL')
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

/** Returns when the server listens. @throws when it exits instead */
export async function startServer(env: NodeJS.ProcessEnv): Promise<Server> {
  const port = await freePort()
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), SALE_ITEMS: '3000', SALE_PERIOD: '480h', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  started.push(child)
  const origin = `http://127.0.0.1:${port}`
  const server: Server = {
    process: child,
    origin,
    async get(path) {
      const response = await fetch(origin + path)
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    async post(path) {
      const response = await fetch(origin + path, { method: 'POST' })
      const connection = response.headers.get('connection')
      return { status: response.status, body: (await response.json()) as Record<string, never>, connection }
    },
  }
  await until('the server listens', () => {
    assert.ok(isRunning(child), `The server on port ${port} exited at once: ${child.exitCode ?? child.signalCode}.`)
    return server.get('/livez').then(
      () => true,
      () => false,
    )
  })
  return server
}

/** Stops a server with SIGTERM. */
export async function stop(server: Server): Promise<void> {
  const exit = once(server.process, 'exit')
  server.process.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
}

export const ready = (server: Server) =>
  until('the server is ready', async () => (await server.get('/readyz')).status === 200)
