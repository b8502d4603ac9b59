import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Marked, marked } from './marks.ts'
import { isAlive, signal, untilGone } from './process-life.ts'
import type { Supervisor } from './supervisor.ts'

/** Longer than a supervisor takes to stop all its children, each within its grace period. */
const SUPERVISOR_STOP_MS = 90_000
/** Longer than the server's drain timeout. */
const ORPHAN_STOP_MS = 12_000

interface Run {
  supervisor: number
  run: string
}

const fileOf = (dataDir: string) => join(dataDir, 'run.json')

/** Records which run uses the data folder from now on. Call it while holding the folder's lock. */
export async function rememberRun(dataDir: string, { pid, run }: Supervisor): Promise<void> {
  await writeFile(fileOf(dataDir), `${JSON.stringify({ supervisor: pid, run } satisfies Run)}\n`)
}

/**
 * Waits until the supervisor of an interrupted run has stopped its children, and kills the orphans if the supervisor was killed too:
 * a server of that run would use the database of this run. An orphaned PostgreSQL is stopped when PostgreSQL is started. Call it while
 * holding the folder's lock.
 */
export async function endEarlierRun(dataDir: string, report: (line: string) => void): Promise<void> {
  const earlier = await readRun(dataDir)
  if (earlier === undefined) return
  const { supervisor, run } = earlier
  if (isSupervisor(supervisor, run)) {
    report(`waiting for an interrupted run to stop (process ${supervisor})`)
    if (!(await untilGone(supervisor, SUPERVISOR_STOP_MS))) signal(supervisor, 'SIGKILL')
  }
  const left = marked(run).filter(isNotPostgres)
  if (left.length === 0) return
  report(
    `stopping processes of an interrupted run: ${left.map(({ name, pid }) => `${name} (process ${pid})`).join(', ')}`,
  )
  for (const { pid } of left) {
    signal(pid, 'SIGCONT')
    signal(pid, 'SIGTERM')
  }
  await Promise.all(left.map(({ pid }) => untilGone(pid, ORPHAN_STOP_MS)))
  for (const { pid } of marked(run).filter(isNotPostgres)) signal(pid, 'SIGKILL')
}

const isNotPostgres = ({ name }: Marked) => name !== 'PostgreSQL'

async function readRun(dataDir: string): Promise<Run | undefined> {
  try {
    const { supervisor, run } = JSON.parse(await readFile(fileOf(dataDir), 'utf8'))
    return Number.isInteger(supervisor) && typeof run === 'string' ? { supervisor, run } : undefined
  } catch {
    return undefined // missing or damaged
  }
}

/** Checks for the supervisor of the run, since the pid may have been reused. */
function isSupervisor(pid: number, run: string): boolean {
  if (!isAlive(pid)) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(run)
  } catch {
    return false
  }
}
