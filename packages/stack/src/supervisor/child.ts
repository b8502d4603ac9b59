import { StackError } from '../stack-error.ts'
import { stopPid } from './process-life.ts'
import { type ChildSpec, type Exit, type FromSupervisor, GRACE_MS, STOP_SIGNAL } from './protocol.ts'

/** Output lines remembered for the message of a failure. */
const LINES_REMEMBERED_MAX = 100

/** A process that the supervisor runs, on the parent's side of the channel. */
export class Child {
  readonly spec: ChildSpec
  /** How it ended. Never rejects. */
  readonly exited: Promise<Exit>
  /** This object, once the process runs. Rejects with `StackError` when it could not be started. */
  readonly started: Promise<Child>
  readonly #askToStop: () => void
  readonly #listeners = new Set<(line: string) => void>()
  readonly #lines: string[] = []
  readonly #start = Promise.withResolvers<Child>()
  readonly #exit = Promise.withResolvers<Exit>()
  #pid = 0

  constructor(spec: ChildSpec, askToStop: () => void) {
    this.spec = spec
    this.exited = this.#exit.promise
    this.started = this.#start.promise
    this.#askToStop = askToStop
  }

  get pid(): number {
    return this.#pid
  }

  /** Its last output lines, both streams, oldest first. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** Calls `listener` with its last output lines so far and each further one. Returns the way to stop that. */
  onLine(listener: (line: string) => void): () => void {
    for (const line of this.#lines) listener(line)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sends its stop signal, SIGKILL after its grace time, and resolves when it is gone. */
  async stop(): Promise<Exit> {
    this.#askToStop()
    return await this.exited
  }

  /** Stops it by its pid, without the supervisor. */
  async stopAsOrphan(): Promise<void> {
    const { stopSignal = STOP_SIGNAL, graceMs = GRACE_MS } = this.spec
    if (this.#pid !== 0) await stopPid(this.#pid, stopSignal, graceMs)
    this.#refuse('its supervisor was killed')
    this.#exit.resolve({ code: null, signal: null })
  }

  receive(message: Extract<FromSupervisor, { id: number }>): void {
    if (message.tell === 'spawned') {
      this.#pid = message.pid
      this.#start.resolve(this)
    } else if (message.tell === 'refused') {
      this.#refuse(message.reason)
      this.#exit.resolve({ code: null, signal: null })
    } else if (message.tell === 'line') {
      this.#lines.push(message.line)
      if (this.#lines.length > LINES_REMEMBERED_MAX) this.#lines.shift()
      for (const listener of this.#listeners) listener(message.line)
    } else this.#exit.resolve(message.exit)
  }

  #refuse(reason: string): void {
    this.#start.reject(new StackError(`${this.spec.name} could not be started: ${reason}.`))
  }
}
