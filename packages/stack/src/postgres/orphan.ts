import { execFileSync } from 'node:child_process'
import { existsSync, readlinkSync, realpathSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StackError } from '../stack-error.ts'
import { isAlive, stopPid } from '../supervisor/process-life.ts'
import { POSTGRES_GRACE_MS, POSTGRES_STOP_SIGNAL } from './stopping.ts'

/**
 * Stops an orphaned server that still runs on `pgdata`. Call it while holding the data folder's lock. Removes a pid file whose process
 * is not PostgreSQL, since PostgreSQL would take that process for a running server.
 */
export async function stopOrphan(pgdata: string, report: (line: string) => void): Promise<void> {
  const file = join(pgdata, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return // PostgreSQL itself removes the file of a process that is gone
  if (!runsOn(pid, pgdata)) {
    await rm(file, { force: true })
    return
  }
  report(`PostgreSQL: stopping the orphaned server of an interrupted run (process ${pid})`)
  await stopPid(pid, POSTGRES_STOP_SIGNAL, POSTGRES_GRACE_MS)
  if (isAlive(pid))
    throw new StackError(
      `The orphaned PostgreSQL server on ${pgdata} does not stop: kill process ${pid} and start again.`,
    )
}

function runsOn(pid: number, pgdata: string): boolean {
  const cwd = `/proc/${pid}/cwd`
  if (!existsSync('/proc/self/cwd')) {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(`-D ${pgdata} `)
  }
  try {
    return readlinkSync(cwd) === realpathSync(pgdata) // only a PostgreSQL server has this working directory
  } catch {
    return false
  }
}
