/** The server process: connects, serves, drains. Everything it does is elsewhere. */
import { setTimeout as delay } from 'node:timers/promises'
import { openContext } from '@hourglass/core/operations'
import { migrate } from '@hourglass/db'
import { pino } from 'pino'
import { createApp, type Lifecycle } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { drain } from './drain.ts'
import { openDueSales, runJobs } from './jobs/run-jobs.ts'
import { loadOrderStep } from './order-step.ts'

const STORE_RETRY_MS = 500
/** Longest that ending may take, drain included: what still hangs then is no request. */
const STOP_MS = 11_000

function config(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error(`Hourglass cannot start.\n${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}

const settings = config()
const log = pino({ level: settings.logLevel, base: { pid: process.pid } })
const orderStep = await loadOrderStep(settings.orderStep).catch((error: Error) => {
  console.error(`Hourglass cannot start.\n${error.message}`)
  process.exit(2)
})
const open = openContext({ ...settings, orderStep, log })
const lifecycle: Lifecycle = { ready: false, draining: false }
const stopping = new AbortController()
const app = await createApp(settings, open, lifecycle, log)
let jobs: Promise<unknown> = Promise.resolve()

async function stop(why: string): Promise<void> {
  if (lifecycle.draining) return
  log.info({ why }, 'draining')
  setTimeout(() => process.exit(1), STOP_MS).unref()
  await drain(app, lifecycle)
  stopping.abort()
  await jobs
  await open.close()
  log.info('stopped')
  process.exit(0)
}
process.once('SIGTERM', () => void stop('SIGTERM'))
process.once('SIGINT', () => void stop('SIGINT'))
process.once('disconnect', () => void stop('the parent is gone'))

const address = await app.server.listen({ host: settings.host, port: settings.port }).catch((error: Error) => {
  log.fatal(`The port cannot be opened: ${error.message}. Choose another with PORT.`)
  process.exit(2)
})
log.info({ address }, 'listening')

while (!lifecycle.ready && !stopping.signal.aborted) {
  try {
    await migrate(settings.databaseUrl)
    await open.begin()
    await openDueSales(open.ctx)
    // The sale may have been made by another server meanwhile.
    await open.ctx.sales.refreshOpen()
    lifecycle.ready = true
  } catch (error) {
    log.warn({ error: String(error) }, 'waiting for PostgreSQL')
    await delay(STORE_RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
  }
}
if (lifecycle.ready) {
  jobs = runJobs(open.ctx, stopping.signal, app.machine)
  log.info({ address }, 'ready')
  process.send?.({ ready: true, address })
}
