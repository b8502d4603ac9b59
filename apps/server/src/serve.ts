/** The server process: connects to the stores, serves requests, drains before it exits. */
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { contextOfLiveSales, type OrderStep, openContext, storeVisits } from '@hourglass/core/operations'
import { isLiveKey } from '@hourglass/core/payment-settings'
import { migrate, UnsafeSession } from '@hourglass/db'
import { createLog, createMetrics, logConsole, serveMetrics } from '@hourglass/telemetry'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { drain } from './drain.ts'
import { createSchedule, runJobs } from './jobs/run-jobs.ts'
import type { Lifecycle } from './lifecycle.ts'
import { createAuditWatch } from './metrics/audit.ts'
import { createJobWatch } from './metrics/jobs.ts'
import { createMeasures } from './metrics/measures.ts'
import { requestContext } from './request-context.ts'
import { traced } from './traces.ts'

const STORE_RETRY_MS = 500
/** Deadline for shutdown, drain included. After it the process exits with 1; every request has timed out by then. */
const STOP_MS = 11_000

function config(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error(`Hourglass cannot start.\n${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}

/**
 * Loads the order step, the default export of the module at `path` (relative to the working directory). Without one, every order is
 * approved. @throws Error that says what is wrong with the module
 */
async function loadOrderStep(path: string | undefined): Promise<OrderStep | undefined> {
  if (path === undefined) return undefined
  const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href).catch((error: Error) => {
    throw new Error(`ORDER_STEP cannot be loaded from ${path}: ${error.message}`)
  })
  if (typeof module.default !== 'function') throw new Error(`ORDER_STEP: ${path} must export a function as its default`)
  return module.default as OrderStep
}

/**
 * Serves until the process is stopped.
 *
 * @param onStop takes the function that drains the server; main.ts calls it on a signal
 */
export async function serve(onStop: (stop: (why: string) => void) => void): Promise<void> {
  const settings = config()
  const log = await createLog({ name: 'server', level: settings.logLevel, context: requestContext })
  logConsole(log)
  const orderStep = await loadOrderStep(settings.orderStep).catch((error: Error) => {
    console.error(`Hourglass cannot start.\n${error.message}`)
    process.exit(2)
  })
  const { payments } = settings
  if (payments?.provider === 'stripe' && isLiveKey(payments.secretKey) && payments.storefront.startsWith('http:'))
    log.warn(
      { event: 'payments.insecure', storefront: payments.storefront },
      'live payments, but the storefront has no HTTPS',
    )
  const metrics = createMetrics()
  // Without a collector, the tracing libraries are not loaded.
  const traces = settings.traces
    ? (await import('@hourglass/telemetry/traces')).createTraces({ ...settings.traces, service: 'hourglass-server' })
    : undefined
  const measures = createMeasures(metrics)
  const open = openContext({ ...settings, orderStep, log, measures: traces ? traced(measures, traces) : measures })
  const lifecycle: Lifecycle = { ready: false, draining: false }
  const stopping = new AbortController()
  const app = await createApp(settings, open, lifecycle, { log, metrics, measures, traces })
  const watching = { jobs: createJobWatch(metrics), audit: createAuditWatch(metrics, contextOfLiveSales(open.ctx)) }
  const openDueSales = createSchedule(open.ctx)
  let jobs: Promise<unknown> = Promise.resolve()

  async function stop(why: string): Promise<void> {
    if (lifecycle.draining) return
    log.info({ why }, 'draining')
    setTimeout(() => process.exit(1), STOP_MS).unref()
    await drain(app, lifecycle)
    stopping.abort()
    await jobs
    await storeVisits(open.ctx).catch((error) => log.warn({ error: String(error) }, 'visits lost at shutdown'))
    await open.close()
    await traces?.close().catch((error) => log.warn({ error: String(error) }, 'spans lost at shutdown'))
    log.info('stopped')
    process.exit(0)
  }
  onStop((why) => void stop(why))

  const cannotListen = (variable: string) => (error: Error) => {
    log.fatal(`Cannot listen: ${error.message}. Choose another port with ${variable}.`)
    process.exit(2)
  }
  const address = await app.server.listen({ host: settings.host, port: settings.port }).catch(cannotListen('PORT'))
  if (settings.metrics) await serveMetrics(metrics, settings.metrics).catch(cannotListen('METRICS_PORT'))
  log.info({ host: settings.host, port: Number(new URL(address).port), metrics: settings.metrics?.port }, 'listening')

  let reason: string | undefined
  while (!lifecycle.ready && !stopping.signal.aborted) {
    try {
      await migrate(settings.directUrl)
      await open.begin()
      await open.openConnections()
      await openDueSales()
      // Another server may have created the sale: read it from the ledger.
      await open.ctx.sales.refreshOpen()
      lifecycle.ready = true
    } catch (error) {
      lifecycle.ledgerAway = true
      if (error instanceof UnsafeSession) {
        log.fatal(error.message)
        process.exit(2)
      }
      if (String(error) !== reason) log.warn({ error: String(error) }, 'waiting for PostgreSQL')
      reason = String(error)
      await delay(STORE_RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  if (lifecycle.ready) {
    jobs = runJobs(open.ctx, stopping.signal, { ...watching, system: app.system, openDueSales })
    log.info('ready')
    process.send?.({ ready: true, address })
  }
}
