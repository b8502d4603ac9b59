import type { Child } from '../supervisor/child.ts'
import { signal, tree, untilGone } from '../supervisor/process-life.ts'

const KILLED_MS = 10_000

/** A store process that tests can kill and pause. */
export interface Breakable {
  readonly pid: number
  /** Kills it and all its workers (SIGKILL), like a crash of the machine. Resolves when they are gone. */
  kill(): Promise<void>
  /** Restarts it on the same port. */
  start(): Promise<void>
  /** Freezes it and all its workers (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Undoes `pause` (SIGCONT). */
  resume(): void
}

/** Starts a server with `launch`, which is called again by each `start()`. */
export async function breakable<Server extends { child: Child }>(
  launch: () => Promise<Server>,
): Promise<{ server: Server; process: Breakable }> {
  const server = await launch()
  let child = server.child
  const process: Breakable = {
    get pid() {
      return child.pid
    },
    async kill() {
      const pids = tree(child.pid)
      for (const pid of pids) signal(pid, 'SIGKILL')
      await child.exited
      for (const pid of pids) await untilGone(pid, KILLED_MS)
    },
    async start() {
      child = (await launch()).child
    },
    pause() {
      signal(child.pid, 'SIGSTOP') // the parent first, because it would start more workers
      for (const pid of tree(child.pid)) signal(pid, 'SIGSTOP')
    },
    resume() {
      for (const pid of tree(child.pid).reverse()) signal(pid, 'SIGCONT')
    },
  }
  return { server, process }
}
