import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commandPath } from '../command-path.ts'
import { freePort, LOOPBACK } from '../ports.ts'
import { storeAccount } from '../postgres/account.ts'
import { untilServing } from '../postgres/server.ts'
import { StackError } from '../stack-error.ts'
import { startSupervisor } from '../supervisor/supervisor.ts'
import { type Breakable, breakable } from './breakable.ts'
import { temporaryFolder } from './cluster.ts'

const PUBLIC = 0o644

/** A PgBouncer in transaction mode. */
export interface TestPgBouncer extends Breakable {
  /** URL of the database through the pooler. */
  url: string
  stop(): Promise<void>
}

export const hasPgBouncer = (): boolean => commandPath('pgbouncer') !== undefined

/**
 * Starts PgBouncer with a pool of `sessions` sessions. It ignores settings that clients send. Everything except the address and the
 * database is the default configuration. Throws `StackError` if {@link hasPgBouncer} is false.
 */
export async function startTestPgBouncer(databaseUrl: string, sessions: number): Promise<TestPgBouncer> {
  const program = commandPath('pgbouncer')
  if (program === undefined) throw new StackError('pgbouncer is not on PATH.')
  const supervisor = await startSupervisor()
  try {
    const parent = await temporaryFolder(supervisor)
    const folder = join(parent, 'pgbouncer')
    await mkdir(folder)
    const account = storeAccount(program, [parent], join(parent, 'nobody-owns-this'))
    const port = await freePort()
    const url = new URL(databaseUrl)
    await writeFile(join(folder, 'users'), `"${url.username}" "${url.password}"\n`, { mode: PUBLIC })
    await writeFile(join(folder, 'pgbouncer.ini'), settings(url, port, join(folder, 'users'), sessions), {
      mode: PUBLIC,
    })
    url.host = `${LOOPBACK}:${port}`
    const { process } = await breakable(async () => {
      const start = account.start(program, [join(folder, 'pgbouncer.ini')])
      const child = await supervisor.spawn({ name: 'PgBouncer', cwd: '/', stopSignal: 'SIGTERM', ...start })
      if ((await untilServing(child, url.href)) === undefined)
        throw new StackError(`PgBouncer did not start. Its last output: ${child.lines.slice(-4).join(' ')}`)
      return { child }
    })
    return Object.assign(process, { url: url.href, stop: () => supervisor.stop() })
  } catch (error) {
    await supervisor.stop()
    throw error
  }
}

const settings = (behind: URL, port: number, users: string, sessions: number): string => `
[databases]
* = host=${behind.hostname} port=${behind.port}
[pgbouncer]
listen_addr = ${LOOPBACK}
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${sessions}
server_login_retry = 1
`
