import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isAlive, signal } from './process-life.ts'

/**
 * Every supervised process has this variable, `run/id/name`, and its descendants inherit it. Process groups and parents are not enough
 * to find them: turbo, pnpm and PostgreSQL put their children into separate groups, and an orphan has another parent.
 */
const MARK = 'HOURGLASS_SUPERVISED'
/** The scan is repeated, because a process may start another one during it. */
const SWEEPS_MAX = 10

export interface Marked {
  pid: number
  /** Name of the supervised process that it is or descends from. */
  name: string
}

export const markOf = (run: string, id: number, name: string): Record<string, string> => ({
  [MARK]: `${run}/${id}/${name}`,
})

/** The environment without a mark, for a nested supervisor: the outer one must not kill it with its parent. */
export function unmarked(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [MARK]: _, ...rest } = env
  return rest
}

/**
 * Processes of a run, or of one supervised process of it. Linux only: on other systems it finds none, and process groups are used.
 */
export function marked(run: string, id?: number): Marked[] {
  if (!existsSync('/proc/self/environ')) return []
  const wanted = `${MARK}=${run}/${id === undefined ? '' : `${id}/`}`
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const mark = environmentOf(pid).find((variable) => variable.startsWith(wanted))
    const alive = mark !== undefined && isAlive(Number(pid))
    return alive ? [{ pid: Number(pid), name: mark.split('/').slice(2).join('/') }] : []
  })
}

/** Kills the remaining processes of a run, or of one supervised process of it, with SIGKILL. */
export function killMarked(run: string, id?: number): void {
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep += 1) {
    const left = marked(run, id)
    if (left.length === 0) return
    for (const { pid } of left) signal(pid, 'SIGKILL')
  }
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // gone, or another user's
  }
}
