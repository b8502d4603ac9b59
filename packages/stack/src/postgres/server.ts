import { existsSync } from 'node:fs'
import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePassword } from '../password.ts'
import { until } from '../poll.ts'
import { freePort, portFor, rememberPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import type { Child } from '../supervisor/child.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { storeAccount } from './account.ts'
import { ensureApplicationRole } from './application-role.ts'
import { postgresBinaries } from './binaries.ts'
import { ensureDatabase, queryOnce } from './connection.ts'
import { ensureDataFolder } from './data-folder.ts'
import { stopOrphan } from './orphan.ts'
import { APPLICATION, APPLICATION_PASSWORD, embeddedUrl, HOURGLASS, MAINTENANCE, serverArguments } from './settings.ts'
import { POSTGRES_GRACE_MS, POSTGRES_STOP_SIGNAL } from './stopping.ts'

/** Startup timeout, including crash recovery. */
const POSTGRES_START_MS = 60_000
/** A start is retried if its port was taken in the meantime, or if sessions of a killed server have not exited yet. */
const START_ATTEMPTS_MAX = 20
const TRANSIENT_FAILURE = /Address already in use|shared memory block .* is still in use/

export interface PostgresServer {
  child: Child
  port: number
  /** Such as `18.4`. */
  version: string
  /** URL of the database `hourglass`, with the application's role. */
  databaseUrl: string
  /** URL of the maintenance database, with the superuser, for creating databases. */
  maintenanceUrl: string
}

/** Starts PostgreSQL on the data folder, which is initialized if necessary. Throws `StackError`. */
export async function startPostgres(
  supervisor: Supervisor,
  dataDir: string,
  report: (line: string) => void,
): Promise<PostgresServer> {
  const binaries = postgresBinaries()
  await mkdir(dataDir, { recursive: true })
  const parent = await realpath(dataDir)
  const pgdata = join(parent, 'postgres')
  const account = storeAccount(binaries.postgres, [parent], pgdata)
  if (!existsSync(pgdata)) report('PostgreSQL: initializing the data folder')
  const password = await ensureDataFolder(supervisor, account, binaries, pgdata)
  await stopOrphan(pgdata, report)
  let port = await portFor(dataDir, 'postgres')
  for (let attempt = 1; ; attempt += 1) {
    const start = account.start(binaries.postgres, serverArguments(pgdata, port))
    const child = await supervisor.spawn({
      name: 'PostgreSQL',
      cwd: '/',
      stopSignal: POSTGRES_STOP_SIGNAL,
      graceMs: POSTGRES_GRACE_MS,
      ...start,
    })
    const maintenanceUrl = embeddedUrl(port, password, MAINTENANCE)
    const version = await untilServing(child, maintenanceUrl)
    if (version !== undefined) {
      await rememberPort(dataDir, 'postgres', port)
      await ensureDatabase(maintenanceUrl, HOURGLASS)
      const ofApplication = await ensurePassword(dataDir, APPLICATION_PASSWORD)
      await ensureApplicationRole((database) => embeddedUrl(port, password, database), ofApplication)
      const databaseUrl = embeddedUrl(port, ofApplication, HOURGLASS, APPLICATION)
      return { child, port, version, maintenanceUrl, databaseUrl }
    }
    await child.stop()
    const said = child.lines.join(' ')
    if (attempt === START_ATTEMPTS_MAX || !TRANSIENT_FAILURE.test(said)) throw failure(child, pgdata)
    if (said.includes('Address already in use')) port = await freePort()
  }
}

/**
 * Waits until the server answers, as a primary or a replica, and returns its version; `undefined` if it exits or does not answer.
 */
export async function untilServing(child: Child, url: string): Promise<string | undefined> {
  let ended = false
  void child.exited.then(() => {
    ended = true
  })
  const answer = await until(async () => {
    if (ended) return { version: undefined }
    const row = await queryOnce(url, 'show server_version').catch(() => undefined)
    return row && { version: String(row.server_version).split(' ')[0] }
  }, POSTGRES_START_MS)
  return answer?.version
}

function failure(child: Child, pgdata: string): StackError {
  const said = child.lines.slice(-4).join(' ') || 'none'
  return new StackError(`PostgreSQL did not start on ${pgdata}. Its last output: ${said}`)
}
