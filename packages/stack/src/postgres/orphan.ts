import { execFileSync } from 'node:child_process'
import { existsSync, readlinkSync, realpathSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StackError } from '../stack-error.ts'
import { isAlive, stopPid } from '../supervisor/process-life.ts'
import { POSTGRES_GRACE_MS, POSTGRES_STOP_SIGNAL } from './stopping.ts'

/**
 * Stops a server that still runs on `pgdata` after everything round it was killed. Call it while holding the data folder's lock.
 * A pid file that names a process which is something else is removed, since PostgreSQL would take it for a server.
 */
export async function stopOrphan(pgdata: string, report: (line: string) => void): Promise<void> {
  const file = join(pgdata, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return // PostgreSQL itself removes the file of a dead one
  if (!runsOn(pid, pgdata)) {
    await rm(file, { force: true })
    return
  }
  report(`PostgreSQL: stopping the server that an interrupted run left behind (process ${pid})`)
  await stopPid(pid, POSTGRES_STOP_SIGNAL, POSTGRES_GRACE_MS)
  if (isAlive(pid))
    throw new StackError(`A PostgreSQL server on ${pgdata} does not stop: end process ${pid} and start again.`)
}

function runsOn(pid: number, pgdata: string): boolean {
  const cwd = `/proc/${pid}/cwd`
  if (!existsSync('/proc/self/cwd')) {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(`-D ${pgdata} `)
  }
  try {
    return readlinkSync(cwd) === realpathSync(pgdata) // where a server works, and nothing else does
  } catch {
    return false
  }
}
