import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isAlive, signal } from './process-life.ts'

/**
 * Every kept process has this variable, `run/id/name`, and hands it to all that it starts. Process groups and parents do not find
 * them all: turbo, pnpm and PostgreSQL put their children into groups of their own, and an orphan has another parent.
 */
const MARK = 'HOURGLASS_SUPERVISED'
/** A process may start another one while those that are there are being listed. */
const SWEEPS_MAX = 10

export interface Marked {
  pid: number
  /** Of the kept process that it is or descends from. */
  name: string
}

export const markOf = (run: string, id: number, name: string): Record<string, string> => ({
  [MARK]: `${run}/${id}/${name}`,
})

/** This process's environment without a mark: for a supervisor, which outlives the one that keeps its parent. */
export function unmarked(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [MARK]: _, ...rest } = env
  return rest
}

/** Processes of a run, or of one kept process of it. Linux only: nothing is found elsewhere, where groups have to do. */
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

/** SIGKILL to all that is left of a run, or of one kept process of it. */
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
    return [] // it is gone, or somebody else's
  }
}
