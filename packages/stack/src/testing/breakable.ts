import type { Child } from '../supervisor/child.ts'
import { signal, tree, untilGone } from '../supervisor/process-life.ts'

const KILLED_MS = 10_000

/** A store's process, to be broken by a test. */
export interface Breakable {
  readonly pid: number
  /** SIGKILL to it and all its workers, as a crash of the machine would. Resolves when they are gone. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** Freezes it and all its workers (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Undoes `pause` (SIGCONT). */
  resume(): void
}

/** Starts a server by `launch`, which is called again for each `start()`. */
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
      signal(child.pid, 'SIGSTOP') // first the one that would start more
      for (const pid of tree(child.pid)) signal(pid, 'SIGSTOP')
    },
    resume() {
      for (const pid of tree(child.pid).reverse()) signal(pid, 'SIGCONT')
    },
  }
  return { server, process }
}
