/** Migrates the database and exits, for deployments that migrate before the rollout. Servers run the same migrations when they start. */
import { handleSignals } from '@hourglass/telemetry/process'

handleSignals(1)
const [{ withSecretFiles }, { migrate }, { createLog }, { variables }] = await Promise.all([
  import('@hourglass/core/environment'),
  import('@hourglass/db'),
  import('@hourglass/telemetry'),
  import('./config.ts'),
])

const log = await createLog({ name: 'migrate', level: 'info' })

function fail(reason: unknown): never {
  console.error(`Cannot migrate.\n${reason instanceof Error ? reason.message : reason}`)
  process.exit(2)
}

function databaseUrl(): string {
  const { DATABASE_DIRECT_URL, DATABASE_URL } = withSecretFiles(process.env, ['DATABASE_DIRECT_URL', 'DATABASE_URL'])
  const url = variables.shape.DATABASE_URL.safeParse(DATABASE_DIRECT_URL ?? DATABASE_URL)
  return url.data ?? fail(`DATABASE_URL (or DATABASE_DIRECT_URL) ${url.error?.issues[0]?.message}`)
}

let url: string
try {
  url = databaseUrl()
} catch (error) {
  fail(error)
}
try {
  await migrate(url)
  log.info({ event: 'database.migrated' }, 'database schema is current')
} catch (error) {
  log.fatal({ error: String(error) }, 'database migration failed')
  process.exit(1)
}
