/** Brings the database to the present schema and ends: for a deployment that migrates before it rolls out. Servers do the same when they start. */
import { migrate } from '@hourglass/db'
import { createLog } from '@hourglass/telemetry'
import { variables } from './config.ts'

const log = await createLog({ name: 'migrate', level: 'info' })
const { DATABASE_DIRECT_URL, DATABASE_URL } = process.env
const url = variables.shape.DATABASE_URL.safeParse(DATABASE_DIRECT_URL || DATABASE_URL)
if (!url.success) {
  console.error(
    'Nothing can be migrated.\nDATABASE_URL (or DATABASE_DIRECT_URL) is missing, or does not begin with postgres://',
  )
  process.exit(2)
}
try {
  await migrate(url.data)
  log.info({ event: 'database.migrated' }, 'the database has the present schema')
} catch (error) {
  log.fatal({ error: String(error) }, 'the database could not be migrated')
  process.exit(1)
}
