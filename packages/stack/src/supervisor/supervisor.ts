import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { settles } from '../poll.ts'
import { reasonOf, StackError } from '../stack-error.ts'
import { Child } from './child.ts'
import { killMarked, unmarked } from './marks.ts'
import type { ChildSpec, FromSupervisor, ToSupervisor } from './protocol.ts'

const SUPERVISOR_START_MS = 20_000
const PROGRAM = fileURLToPath(new URL('./supervisor-process.ts', import.meta.url))

/** Starts processes that are stopped when this process exits, even by SIGKILL. See supervisor-process.ts. */
export interface Supervisor {
  readonly pid: number
  /** Unique id of this supervisor; marks all its processes. */
  readonly run: string
  /** Rejects with `StackError` if the program cannot be started. */
  spawn(spec: ChildSpec): Promise<Child>
  /** Deletes a file or folder after everything has stopped, even if this process is killed. */
  removeAtEnd(path: string): void
  /** Resolves if the supervisor exits unexpectedly, after its children have been stopped. */
  readonly lost: Promise<void>
  /** Stops the remaining processes in reverse order, then the supervisor. */
  stop(): Promise<void>
}

export async function startSupervisor(): Promise<Supervisor> {
  const run = randomUUID()
  const child = spawn(process.execPath, [PROGRAM, run], {
    detached: true,
    env: unmarked(process.env),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it exited with code ${code}`)))
  })
  if (!(await settles(ready, SUPERVISOR_START_MS))) child.kill('SIGKILL')
  await ready.catch((error) => {
    throw new StackError(`The supervisor process did not start (${reasonOf(error)}): try again.`)
  })
  return new SupervisorClient(child, run)
}

class SupervisorClient implements Supervisor {
  readonly pid: number
  readonly run: string
  readonly lost: Promise<void>
  readonly #child: ChildProcess
  readonly #children = new Map<number, Child>()
  readonly #gone: Promise<void>
  #nextId = 1
  #stopping = false

  constructor(child: ChildProcess, run: string) {
    this.pid = child.pid ?? 0
    this.run = run
    this.#child = child
    child.on('message', (message: FromSupervisor) => {
      if ('id' in message) this.#children.get(message.id)?.receive(message)
    })
    const exited = once(child, 'exit')
    const disconnected = once(child, 'disconnect') // after its last message
    const lost = Promise.withResolvers<void>()
    this.lost = lost.promise
    this.#gone = Promise.all([exited, disconnected]).then(async () => {
      await this.#stopOrphans()
      if (!this.#stopping) lost.resolve()
    })
  }

  async spawn(spec: ChildSpec): Promise<Child> {
    if (!this.#child.connected) throw new StackError(`${spec.name} could not be started: its supervisor has exited.`)
    const id = this.#nextId++
    const child = new Child(spec, () => this.#ask({ ask: 'stop', id }))
    this.#children.set(id, child)
    void child.exited.then(() => this.#children.delete(id))
    this.#ask({ ask: 'spawn', id, spec: { ...spec, cwd: spec.cwd ?? process.cwd(), env: spec.env ?? process.env } })
    return await child.started
  }

  removeAtEnd(path: string): void {
    this.#ask({ ask: 'removeAtEnd', path })
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#ask({ ask: 'end' })
    await this.#gone
  }

  #ask(message: ToSupervisor): void {
    if (this.#child.connected) this.#child.send(message, () => {}) // a supervisor that was killed is detected by its exit
  }

  /** After the supervisor was killed: stops its children from this process. */
  async #stopOrphans(): Promise<void> {
    for (const child of [...this.#children.values()].reverse()) await child.stopAsOrphan()
    killMarked(this.run)
  }
}
