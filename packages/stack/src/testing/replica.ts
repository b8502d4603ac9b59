import { spawnSync } from 'node:child_process'
import { appendFile, chown, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { freePort, LOOPBACK } from '../ports.ts'
import { storeAccount } from '../postgres/account.ts'
import { postgresBinaries } from '../postgres/binaries.ts'
import { connected } from '../postgres/connection.ts'
import { untilServing } from '../postgres/server.ts'
import { serverArguments } from '../postgres/settings.ts'
import { POSTGRES_GRACE_MS, POSTGRES_STOP_SIGNAL } from '../postgres/stopping.ts'
import { StackError } from '../stack-error.ts'
import { startSupervisor } from '../supervisor/supervisor.ts'
import { type Breakable, breakable } from './breakable.ts'

const SLOT = 'replica'
/** Files of a running primary that a copy must not have. */
const NOT_COPIED = ['postmaster.pid', 'postmaster.opts', 'pg_replslot/*', 'pg_wal/*']

/** A streaming replica of the suite's PostgreSQL. */
export interface TestReplica extends Breakable {
  /** URL of the same database on the replica. */
  url: string
  /** Pauses replay, so that the replica falls behind and serves stale reads. */
  pauseReplay(): Promise<void>
  resumeReplay(): Promise<void>
  stop(): Promise<void>
}

/**
 * Copies the suite's dedicated PostgreSQL (`ownPostgres`) while it runs and starts the copy as a streaming replica. Its files are next
 * to the primary's and are deleted with them, so stop the replica first. Throws `StackError`.
 */
export async function startTestReplica(databaseUrl: string): Promise<TestReplica> {
  const supervisor = await startSupervisor()
  try {
    const pgdata = await copyOf(databaseUrl)
    const primary = new URL(databaseUrl)
    const conninfo = `host=${primary.hostname} port=${primary.port} user=${primary.username} password=${primary.password}`
    await appendFile(
      join(pgdata, 'postgresql.auto.conf'),
      `primary_conninfo = '${conninfo}'\nprimary_slot_name = '${SLOT}'\nwal_retrieve_retry_interval = '100ms'\n`,
    )
    await writeFile(join(pgdata, 'standby.signal'), '')
    const { uid, gid } = await stat(pgdata)
    for (const name of ['standby.signal', 'backup_label']) await chown(join(pgdata, name), uid, gid)
    const port = await freePort()
    const url = new URL(databaseUrl)
    url.host = `${LOOPBACK}:${port}`
    const binaries = postgresBinaries()
    const account = storeAccount(binaries.postgres, [dirname(pgdata)], pgdata)
    const { process } = await breakable(async () => {
      const child = await supervisor.spawn({
        name: 'replica',
        cwd: '/',
        stopSignal: POSTGRES_STOP_SIGNAL,
        graceMs: POSTGRES_GRACE_MS,
        ...account.start(binaries.postgres, serverArguments(pgdata, port)),
      })
      if ((await untilServing(child, url.href)) === undefined)
        throw new StackError(`The replica did not start. Its last output: ${child.lines.slice(-4).join(' ')}`)
      return { child }
    })
    const ask = (text: string) => connected(url.href, (client) => client.query(text)).then(() => {})
    return Object.assign(process, {
      url: url.href,
      pauseReplay: () => ask('select pg_wal_replay_pause()'),
      resumeReplay: () => ask('select pg_wal_replay_resume()'),
      stop: () => supervisor.stop(),
    })
  } catch (error) {
    await supervisor.stop()
    throw error
  }
}

/** Takes a base backup (PostgreSQL manual, 25.3.3). Changes during the copy arrive through streaming. */
async function copyOf(databaseUrl: string): Promise<string> {
  return await connected(databaseUrl, async (client) => {
    await client.query('select pg_create_physical_replication_slot($1, true)', [SLOT])
    const found = await client.query<{ data_directory: string }>('show data_directory')
    const from = found.rows[0]?.data_directory ?? ''
    const to = `${from}-replica`
    await client.query('select pg_backup_start($1, true)', [SLOT])
    const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
    if (status !== 0) throw new StackError(`Copying PostgreSQL's files failed: ${stderr}`)
    const stopped = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    for (const path of NOT_COPIED) spawnSync('sh', ['-c', `rm -rf "$0"/${path}`, to])
    await rm(join(to, 'tablespace_map'), { force: true })
    await writeFile(join(to, 'backup_label'), stopped.rows[0]?.labelfile ?? '')
    return to
  })
}
