import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { until } from '../poll.ts'

/** Timeout for a process to disappear after SIGKILL. */
const KILLED_MS = 10_000

/** True while the process runs. A zombie does not count as running. */
export function isAlive(pid: number): boolean {
  return signal(pid, 0) && statOf(pid)?.state !== 'Z'
}

/** True if the process is gone within `withinMs` milliseconds. */
export async function untilGone(pid: number, withinMs: number): Promise<boolean> {
  return (await until(() => (isAlive(pid) ? undefined : true), withinMs)) ?? false
}

/** Sends a signal. Returns false if the process does not exist. Throws if it belongs to another user (EPERM). */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPERM' && name === 0) return true
    if (code === 'ESRCH' || (code === 'EPERM' && pid < 0)) return false // macOS reports EPERM for a group of zombies
    throw error
  }
}

/** The process and its descendants, parents first. */
export function tree(pid: number): number[] {
  const all = parents()
  const found = [pid]
  for (const ancestor of found) {
    for (const [child, parent] of all) if (parent === ancestor) found.push(child)
  }
  return found
}

/**
 * Stops a process by its pid: resumes it if it is suspended, sends the stop signal, and kills its group after `graceMs`
 * milliseconds.
 */
export async function stopPid(pid: number, stopSignal: NodeJS.Signals, graceMs: number): Promise<void> {
  for (const each of tree(pid)) signal(each, 'SIGCONT')
  if (signal(pid, stopSignal) && !(await untilGone(pid, graceMs))) {
    signal(pid, 'SIGKILL')
    await untilGone(pid, KILLED_MS)
  }
  signal(-pid, 'SIGKILL')
}

function parents(): Array<[child: number, parent: number]> {
  if (!existsSync('/proc/self/stat')) {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    return table.split('\n').map((row) => {
      const [child, parent] = row.trim().split(/\s+/).map(Number)
      return [child ?? 0, parent ?? 0]
    })
  }
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.map((pid) => [pid, statOf(pid)?.parent ?? 0])
}

/** Linux only. `undefined` on other systems and for a process that is gone. */
function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: state ?? '', parent: Number(parent) }
  } catch {
    return undefined
  }
}
