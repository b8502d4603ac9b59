import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { settles } from '../poll.ts'
import { reasonOf, StackError } from '../stack-error.ts'
import { Child } from './child.ts'
import { killMarked, unmarked } from './marks.ts'
import type { ChildSpec, FromSupervisor, ToSupervisor } from './protocol.ts'

const KEEPER_START_MS = 20_000
const PROGRAM = fileURLToPath(new URL('./supervisor-process.ts', import.meta.url))

/** Starts processes that end with this one, however it ends. See supervisor-process.ts. */
export interface Supervisor {
  readonly pid: number
  /** Names this supervisor and marks all that it starts. */
  readonly run: string
  /** Rejects with `StackError` when the program cannot be started. */
  spawn(spec: ChildSpec): Promise<Child>
  /** A file or folder to delete after everything has stopped, also when this process is killed. */
  removeAtEnd(path: string): void
  /** Resolves if the supervisor dies unasked. What it kept has been stopped by then. */
  readonly lost: Promise<void>
  /** Stops what is left, last started first, and the supervisor. */
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
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}`)))
  })
  if (!(await settles(ready, KEEPER_START_MS))) child.kill('SIGKILL')
  await ready.catch((error) => {
    throw new StackError(`The process that keeps the stores did not start (${reasonOf(error)}): try again.`)
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
    if (!this.#child.connected) throw new StackError(`${spec.name} could not be started: its supervisor has ended.`)
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
    if (this.#child.connected) this.#child.send(message, () => {}) // a supervisor that died says so by its exit
  }

  /** The supervisor was killed: what it kept is stopped from here. */
  async #stopOrphans(): Promise<void> {
    for (const child of [...this.#children.values()].reverse()) await child.stopAsOrphan()
    killMarked(this.run)
  }
}
