/** Migrates the database and exits, for deployments that migrate before the rollout. Servers run the same migrations when they start. */
import { migrate } from '@hourglass/db'
import { createLog } from '@hourglass/telemetry'
import { variables } from './config.ts'

const log = await createLog({ name: 'migrate', level: 'info' })
const { DATABASE_DIRECT_URL, DATABASE_URL } = process.env
const url = variables.shape.DATABASE_URL.safeParse(DATABASE_DIRECT_URL || DATABASE_URL)
if (!url.success) {
  console.error('Cannot migrate.\nDATABASE_URL (or DATABASE_DIRECT_URL) is missing or does not begin with postgres://')
  process.exit(2)
}
try {
  await migrate(url.data)
  log.info({ event: 'database.migrated' }, 'database schema is current')
} catch (error) {
  log.fatal({ error: String(error) }, 'database migration failed')
  process.exit(1)
}
