import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** Stripe's own mock server, which checks requests against Stripe's OpenAPI document. It keeps no state. */
const VERSION = 'v0.203.0'
const BUILD_MS = 240_000
const folder = join(import.meta.dirname, '../../../../.data/stripe-mock', VERSION)
const program = join(folder, process.platform === 'win32' ? 'stripe-mock.exe' : 'stripe-mock')

export interface StripeMock {
  url: string
  stop(): void
}

/** Builds it with Go, once. @returns why it cannot be built; undefined: it can be started */
export async function buildStripeMock(): Promise<string | undefined> {
  if (existsSync(program)) return undefined
  const run = promisify(execFile)
  if (!(await run('go', ['version']).catch(() => undefined))) return 'Go is not installed'
  const env = { ...process.env, GOBIN: folder }
  const build = run('go', ['install', `github.com/stripe/stripe-mock@${VERSION}`], { env, timeout: BUILD_MS })
  return build.then(
    () => undefined,
    (error) => {
      console.error(error)
      return 'Go could not build stripe-mock'
    },
  )
}

export async function startStripeMock(): Promise<StripeMock> {
  const address = '127.0.0.1:0'
  const child = spawn(program, ['-http-addr', address, '-https-addr', address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    const [, found] = /HTTP at address: (\S+)/.exec(line) ?? []
    if (found === undefined) continue
    child.stdout.resume()
    return { url: `http://${found}`, stop: () => void child.kill() }
  }
  throw new Error('stripe-mock did not start')
}
