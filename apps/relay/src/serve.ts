/** The relay process: starts the relay, stops it before it exits. */
import { createLog, createMetrics, logConsole, serveMetrics } from '@hourglass/telemetry'
import { type Config, readConfig } from './config.ts'
import { createMeasures, showOldestMail, showPools } from './measures.ts'
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

/**
 * Delivers events until the process is stopped.
 *
 * @param onStop takes the function that stops the relay; main.ts calls it on a signal
 */
export async function serve(onStop: (stop: (why: string) => void) => void): Promise<void> {
  const settings = config()
  const log = await createLog({ name: 'relay', level: settings.logLevel })
  logConsole(log)
  const metrics = createMetrics()
  // The development mailbox is read in the log, so LOG_LEVEL does not hide it.
  const mailboxLog = log.child({}, { level: 'info' })
  const relay = createRelay({ ...settings, times, log, mailboxLog, measures: createMeasures(metrics) })
  showPools(metrics, relay.pools)
  showOldestMail(metrics, relay.oldestMailSeconds)
  let stopping = false

  async function stop(why: string): Promise<void> {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(0), STOP_MS).unref()
    await relay.stop()
    process.exit(0)
  }
  onStop((why) => void stop(why))

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
}
