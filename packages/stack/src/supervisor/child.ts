import { StackError } from '../stack-error.ts'
import { stopPid } from './process-life.ts'
import { type ChildSpec, type Exit, type FromSupervisor, GRACE_MS, STOP_SIGNAL } from './protocol.ts'

/** Output lines that are kept for error messages. */
const LINES_REMEMBERED_MAX = 100

/** A supervised process, as the parent sees it. */
export class Child {
  readonly spec: ChildSpec
  /** Resolves when the process exits. Never rejects. */
  readonly exited: Promise<Exit>
  /** Resolves with this object when the process runs. Rejects with `StackError` if it cannot be started. */
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

  /** The last output lines of both streams, oldest first. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** Calls `listener` with the kept output lines and every further line. Returns a function that unsubscribes. */
  onLine(listener: (line: string) => void): () => void {
    for (const line of this.#lines) listener(line)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sends the stop signal, and SIGKILL after the grace period. Resolves when the process is gone. */
  async stop(): Promise<Exit> {
    this.#askToStop()
    return await this.exited
  }

  /** Stops the process by its pid, without the supervisor. */
  async stopAsOrphan(): Promise<void> {
    const { stopSignal = STOP_SIGNAL, graceMs = GRACE_MS } = this.spec
    if (this.#pid !== 0) await stopPid(this.#pid, stopSignal, graceMs)
    this.#refuse('its supervisor was killed')
    this.#exit.resolve({ code: null, signal: null })
  }

  receive(message: Extract<FromSupervisor, { id: number }>): void {
    if (message.event === 'spawned') {
      this.#pid = message.pid
      this.#start.resolve(this)
    } else if (message.event === 'refused') {
      this.#refuse(message.reason)
      this.#exit.resolve({ code: null, signal: null })
    } else if (message.event === 'line') {
      this.#lines.push(message.line)
      if (this.#lines.length > LINES_REMEMBERED_MAX) this.#lines.shift()
      for (const listener of this.#listeners) listener(message.line)
    } else this.#exit.resolve(message.exit)
  }

  #refuse(reason: string): void {
    this.#start.reject(new StackError(`${this.spec.name} could not be started: ${reason}.`))
  }
}
