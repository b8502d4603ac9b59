/** The relay process: connects, carries events, ends. Everything it does is elsewhere. */
import { createLog, createMetrics, serveMetrics } from '@hourglass/telemetry'
import { type Config, readConfig } from './config.ts'
import { createMeasures, showPools } from './measures.ts'
import { createRelay } from './relay.ts'
import { times } from './times.ts'

/** Longest that ending may take. A delivery that is under way then is not written down, and will be repeated. */
const STOP_MS = 11_000

function config(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error(`The relay cannot start.\n${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}

const settings = config()
const log = await createLog({ name: 'relay', level: settings.logLevel })
const metrics = createMetrics()
const relay = createRelay({ ...settings, times, log, measures: createMeasures(metrics) })
showPools(metrics, relay.pools)
let stopping = false

async function stop(why: string): Promise<void> {
  if (stopping) return
  stopping = true
  log.info({ why }, 'stopping')
  setTimeout(() => process.exit(0), STOP_MS).unref()
  await relay.stop()
  process.exit(0)
}
process.once('SIGTERM', () => void stop('SIGTERM'))
process.once('SIGINT', () => void stop('SIGINT'))
process.once('disconnect', () => void stop('the parent is gone'))

if (settings.metrics) {
  await serveMetrics(metrics, settings.metrics).catch((error: Error) => {
    log.fatal(`The port cannot be opened: ${error.message}. Choose another with RELAY_METRICS_PORT.`)
    process.exit(2)
  })
}
await relay.start()
if (!stopping) {
  log.info('ready')
  process.send?.({ ready: true })
}
