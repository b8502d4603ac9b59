/** Entry point of the relay process: starts the relay and stops it on a signal. */
import { createLog, createMetrics, serveMetrics } from '@hourglass/telemetry'
import { type Config, readConfig } from './config.ts'
import { createMeasures, showPools } from './measures.ts'
import { createRelay } from './relay.ts'
import { times } from './times.ts'

/** Deadline for shutdown. Deliveries in flight after it are not stored and will be repeated. */
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
process.once('disconnect', () => void stop('parent process exited'))

if (settings.metrics) {
  await serveMetrics(metrics, settings.metrics).catch((error: Error) => {
    log.fatal(`Cannot listen: ${error.message}. Choose another port with RELAY_METRICS_PORT.`)
    process.exit(2)
  })
}
await relay.start()
if (!stopping) {
  log.info('ready')
  process.send?.({ ready: true })
}
