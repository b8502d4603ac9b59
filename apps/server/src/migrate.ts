/** Migrates the database and exits, for deployments that migrate before the rollout. Servers run the same migrations when they start. */
import { handleSignals } from '@hourglass/telemetry/process'

handleSignals(1)
const [{ migrate }, { createLog }, { variables }] = await Promise.all([
  import('@hourglass/db'),
  import('@hourglass/telemetry'),
  import('./config.ts'),
])

const log = await createLog({ name: 'migrate', level: 'info' })
const { DATABASE_DIRECT_URL, DATABASE_URL } = process.env
const url = variables.shape.DATABASE_URL.safeParse(DATABASE_DIRECT_URL || DATABASE_URL)
if (!url.success) {
  console.error(`Cannot migrate.\nDATABASE_URL (or DATABASE_DIRECT_URL) ${url.error.issues[0]?.message}`)
  process.exit(2)
}
try {
  await migrate(url.data)
  log.info({ event: 'database.migrated' }, 'database schema is current')
} catch (error) {
  log.fatal({ error: String(error) }, 'database migration failed')
  process.exit(1)
}
