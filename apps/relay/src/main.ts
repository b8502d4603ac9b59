/** The relay process: connects, carries events, ends. Everything it does is elsewhere. */
import { pino } from 'pino'
import { type Config, readConfig } from './config.ts'
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
const log = pino({ level: settings.logLevel, base: { pid: process.pid } })
const relay = createRelay({ ...settings, times, log })
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

await relay.start()
if (!stopping) {
  log.info('ready')
  process.send?.({ ready: true })
}
