import { existsSync, readdirSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Child, StackError, type Supervisor } from '@hourglass/stack'

export const root = join(import.meta.dirname, '..')

/** A young generation of 16 MB keeps the server under 300 MB; a larger one does not reduce collections. */
export const SERVER_FLAGS = ['--max-semi-space-size=16']

/** Node's compile cache makes starts a quarter faster and saves 30 MB. */
export const SERVER_ENV = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node-compile') }

/** Startup timeout of the server and the storefront. */
const READY_MS = 60_000
/** Startup timeout in development, where Next compiles the page first. */
const COMPILED_MS = 300_000
const POLL_MS = 50
/** Longer than the server's drain timeout. */
const STOP_MS = 12_000

export interface AppsOptions {
  host: string
  port: number
  webPort: number
  databaseUrl: string
  redisUrl: string
  /** Where the server keeps uploaded pictures. */
  pictures?: string
  /** Exempts the storefront's server from the per-address rate limit, since it reads for all shoppers. */
  storefrontKey?: string
  /** Additional environment of the server: the size of a sale, the log level. */
  env?: NodeJS.ProcessEnv
  /** Another checkout whose storefront to start, such as an earlier version to compare with. It must be built. */
  webCheckout?: string
  /** Additional environment of the storefront. */
  webEnv?: NodeJS.ProcessEnv
  /** For `pnpm dev`: apps restart or reload when a file changes, and the storefront is not built. */
  reload?: boolean
}

/**
 * Node flags that restart an app when one of its files or a package changes. Folders are listed because Lua scripts are not
 * modules.
 */
function reloadFlags(app: string): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'src'))
  const folders = [join(root, 'apps', app, 'src'), ...packages.filter((folder) => existsSync(folder))]
  return ['--watch', '--watch-preserve-output', ...folders.map((folder) => `--watch-path=${folder}`)]
}

/** Starts the API under the supervisor and waits until it is ready. @throws StackError */
export async function startServer(supervisor: Supervisor, options: AppsOptions): Promise<Child> {
  await checkPort('PORT', options.host, options.port)
  const { host, port, webPort, databaseUrl, redisUrl, reload } = options
  const origins = ['localhost', '127.0.0.1', host].map((name) => `http://${name}:${webPort}`).join()
  const child = await supervisor.spawn({
    name: 'server',
    command: process.execPath,
    args: [...SERVER_FLAGS, ...(reload ? reloadFlags('server') : []), 'src/main.ts'],
    cwd: join(root, 'apps/server'),
    env: {
      WEB_ORIGINS: origins,
      LOG_LEVEL: 'warn',
      ...SERVER_ENV,
      ...strings({ ...process.env, ...options.env }),
      HOST: host,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ...(options.storefrontKey && { STOREFRONT_KEY: options.storefrontKey }),
      ...(options.pictures && { PICTURES: options.pictures }),
    },
    graceMs: STOP_MS,
  })
  await waitUntilReady(child, `http://${reachable(host)}:${port}/readyz`)
  return child
}

/** Starts the relay, which delivers outbox events. It waits for the stores itself. @throws StackError */
export function startRelay(
  supervisor: Supervisor,
  { databaseUrl, redisUrl, env, reload }: AppsOptions,
): Promise<Child> {
  return supervisor.spawn({
    name: 'relay',
    command: process.execPath,
    args: [...(reload ? reloadFlags('relay') : []), 'src/main.ts'],
    cwd: join(root, 'apps/relay'),
    env: {
      LOG_LEVEL: 'warn',
      ...SERVER_ENV,
      ...strings({ ...process.env, ...env }),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
    },
    graceMs: STOP_MS,
  })
}

/** Starts the storefront and waits until it answers. It must be built, unless `reload` is set. @throws StackError */
export async function startWeb(supervisor: Supervisor, options: AppsOptions): Promise<Child> {
  await checkPort('WEB_PORT', options.host, options.webPort)
  const { host, port, webPort, reload } = options
  const program = reload ? ['node_modules/next/dist/bin/next', 'dev'] : ['src/server/main.ts']
  const child = await supervisor.spawn({
    name: 'web',
    command: process.execPath,
    args: [...program, '--port', String(webPort), '--hostname', host],
    cwd: join(options.webCheckout ?? root, 'apps/web'),
    env: {
      ...strings({ ...process.env, ...options.webEnv }),
      NEXT_TELEMETRY_DISABLED: '1',
      API_ORIGIN: `http://${reachable(host)}:${port}`,
      API_PORT: String(port),
      ...(options.storefrontKey && { STOREFRONT_KEY: options.storefrontKey }),
    },
  })
  await waitUntilReady(child, `http://${reachable(host)}:${webPort}/`, reload ? COMPILED_MS : READY_MS)
  return child
}

/** A path to each shopper page. The order and the unknown path show error pages. */
export const pagesOf = (saleId: number, itemId: number): string[] => [
  '/',
  '/sales',
  `/sales/${saleId}`,
  `/items/${itemId}`,
  `/sales/${saleId}/proof`,
  '/how-it-works',
  '/status',
  '/cart',
  '/me',
  '/collection',
  '/account',
  '/sign-in',
  '/orders/none',
  '/test-payment/none',
  '/no-such-page',
]

/** Requests each page once, in sequence: Next loads and compiles the code of a page on its first request. */
export async function warmPages(origin: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await fetch(`${origin}${path}`).then((response) => response.text())
}

/** Builds the storefront, unless the build is up to date. @throws StackError with the build's output */
export async function buildWeb(supervisor: Supervisor): Promise<void> {
  const args = ['run', 'build', '--filter=@hourglass/web', '--output-logs=errors-only']
  const { code, output } = await run(supervisor, 'turbo', args, {})
  if (code !== 0) throw new StackError(`${output}\nThe storefront build failed; its output is above.`)
}

/**
 * Runs a command of the workspace and waits for its exit; stops it after `timeoutMs`. It and its children end with the supervisor.
 * @throws StackError when it cannot be started
 */
export async function run(
  supervisor: Supervisor,
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  timeoutMs?: number,
): Promise<{ code: number; output: string; timedOut: boolean }> {
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  const child = await supervisor.spawn({
    name: command,
    command,
    args,
    cwd: root,
    keepsAllLines: true,
    env: strings({ ...process.env, ...quiet, ...env }),
  })
  const lines: string[] = []
  child.onLine((line) => lines.push(line))
  let timedOut = false
  const stop = () => {
    timedOut = true
    void child.stop()
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs)
  const { code } = await child.exited
  clearTimeout(timer)
  return { code: code ?? 1, output: lines.join('\n'), timedOut }
}

async function waitUntilReady(child: Child, url: string, withinMs = READY_MS): Promise<void> {
  let ended = false
  void child.exited.then(() => {
    ended = true
  })
  const deadline = performance.now() + withinMs
  while (!ended && performance.now() < deadline) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await delay(POLL_MS)
  }
  const last = child.lines.slice(-5).join('\n')
  throw new StackError(`The ${child.spec.name} does not answer at ${url}. Its last output:\n${last}`)
}

async function checkPort(variable: string, host: string, port: number): Promise<void> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
  if (!free)
    throw new StackError(
      `Port ${port} is in use: stop the process that uses it, or set another with ${variable}=${port + 1}.`,
    )
}

export const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

function strings(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
