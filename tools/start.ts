/**
 * `npm start`: runs the stores, the API, the relay and the storefront until Ctrl-C. `pnpm dev` (`--dev`) also reloads on changes.
 */
import { randomBytes } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ActiveSalesView } from '@hourglass/core/contract'
import { type Child, onParentGone, type Stack, StackError, startStack, startSupervisor } from '@hourglass/stack'
import { createSentences } from '@hourglass/telemetry/sentences'
import { buildWeb, pagesOf, reachable, root, startRelay, startServer, startWeb, warmPages } from './apps.ts'
import { readSettings } from './settings.ts'

/** A message is printed when the build takes longer than this. */
const SLOW_BUILD_MS = 1_500

const say = (line: string) => console.log(`  ${line}`)

const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } })

console.log('\nHourglass\n')
const supervisor = await startSupervisor()
let stack: Stack | undefined
const apps: Child[] = []
let stopping: Promise<void> | undefined

/** Stops the storefront, then the relay, then the API, which drains first, then the stores. */
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    if (stack) say('stopping')
    for (const app of apps.reverse()) await app.stop()
    await stack?.stop()
    await supervisor.stop()
    process.exit(code)
  })()
  return stopping
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
onParentGone(() => void stop(0))

function fail(error: unknown): Promise<void> {
  if (stopping) return stopping
  console.error(`\n${error instanceof StackError ? error.message : error}\n`)
  return stop(1)
}

async function start(): Promise<void> {
  const { databaseUrl, redisUrl, ...settings } = readSettings(process.env)
  const dataDir = isAbsolute(settings.dataDir) ? settings.dataDir : join(root, settings.dataDir)
  const built = values.dev ? Promise.resolve() : buildWeb(supervisor)
  built.catch(() => undefined)

  stack = await startStack({ dataDir, databaseUrl, redisUrl, report: say, supervisor })
  void stack.lost.then(fail)
  say(
    `PostgreSQL ${stack.postgres.version} (${stack.postgres.kind}) and Redis ${stack.redis.version} (${stack.redis.kind})`,
  )

  const pictures = process.env.PICTURES || join(dataDir, 'pictures')
  const storefrontKey = randomBytes(32).toString('hex')
  const { databaseUrl: database, redisUrl: redis } = stack
  const options = { ...settings, databaseUrl: database, redisUrl: redis, storefrontKey, pictures, reload: values.dev }
  apps.push(watched(await startServer(supervisor, options)))
  apps.push(watched(await startRelay(supervisor, options)))
  const api = `http://localhost:${settings.port}`
  say(`API         ${api}/v1/sales/active`)
  await withProgress('the storefront', built)
  apps.push(watched(await startWeb(supervisor, options)))
  const sale = await firstSale(api)
  const origin = `http://${reachable(settings.host)}:${settings.webPort}`
  if (!values.dev) await warmPages(origin, pagesOf(sale.id, sale.first_item_id))
  say(`storefront  http://localhost:${settings.webPort}`)
  console.log(`\n  Buy an item:  curl -X POST '${api}/checkout?user_id=ann&id=${sale.first_item_id}'`)
  console.log('  Press Ctrl-C to stop.\n')
}

/** Waits for `build`, which started with this process. If it takes longer than SLOW_BUILD_MS from now, prints so and then the time. */
async function withProgress(what: string, build: Promise<void>): Promise<void> {
  let shown = false
  const timer = setTimeout(() => {
    shown = true
    say(`building ${what} (once per version, usually half a minute)`)
  }, SLOW_BUILD_MS)
  await build.finally(() => clearTimeout(timer))
  if (shown) say(`built ${what} in ${Math.round(performance.now() / 1000)} s`)
}

/** The sale that is open now. */
async function firstSale(api: string): Promise<{ id: number; first_item_id: number }> {
  const active = (await (await fetch(`${api}/v1/sales/active`)).json()) as ActiveSalesView
  return active.sales[0] ?? { id: 1, first_item_id: 1 }
}

const sentenceOf = createSentences()

/** Prints a log line: as a sentence in a terminal, unchanged otherwise, for log collectors. */
function printLog(name: string, line: string): void {
  console.log(process.stdout.isTTY ? `  ${name}  ${sentenceOf(line)}` : line)
}

/** Prints an app's log from now on, and stops everything if the app exits. */
function watched(app: Child): Child {
  let replayed = false
  app.onLine((line) => replayed && printLog(app.spec.name, line))
  replayed = true
  void app.exited.then(() => fail(new StackError(`The ${app.spec.name} exited unexpectedly.`)))
  return app
}

await start().catch(fail)
