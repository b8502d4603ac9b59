import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { settles } from '../poll.ts'
import { killMarked, markOf } from './marks.ts'
import { signal, stopPid } from './process-life.ts'
import { type ChildSpec, type Exit, type FromSupervisor, GRACE_MS, STOP_SIGNAL } from './protocol.ts'

/** Output lines pending in the channel. Further lines are dropped until the parent catches up. */
const LINES_WAITING_MAX = 1_000
const LINE_LENGTH_MAX = 8_192
/** Time to wait for output that arrives after the exit. */
const LAST_OUTPUT_MS = 500

/** A supervised process, as the supervisor sees it. */
export class SupervisedProcess {
  readonly #run: string
  readonly #id: number
  readonly #spec: ChildSpec
  readonly #send: (message: FromSupervisor, sent?: () => void) => void
  readonly #process: ChildProcess
  readonly #ended: Promise<void>
  #linesWaiting = 0

  constructor(run: string, id: number, spec: ChildSpec, send: (message: FromSupervisor, sent?: () => void) => void) {
    this.#run = run
    this.#id = id
    this.#spec = spec
    this.#send = send
    const { command, args, name, stopSignal: _, graceMs: __, keepsAllLines: ___, ...options } = spec
    const env = { ...options.env, ...markOf(run, id, name) }
    this.#process = spawn(command, args, { ...options, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#ended = this.#watch()
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process
    if (pid !== undefined && exitCode === null && signalCode === null) {
      await stopPid(pid, this.#spec.stopSignal ?? STOP_SIGNAL, this.#spec.graceMs ?? GRACE_MS)
    }
    await this.#ended
  }

  #watch(): Promise<void> {
    const child = this.#process
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.#line(line))
    }
    child.stdin?.on('error', () => {}) // the process exited; nothing is ever written
    return new Promise((resolve) => {
      child.once('spawn', () => this.#send({ event: 'spawned', id: this.#id, pid: child.pid ?? 0 }))
      child.once('error', (error) => {
        if (child.pid === undefined) this.#send({ event: 'refused', id: this.#id, reason: error.message })
        resolve()
      })
      child.once('exit', async (code, signalName) => {
        await this.#lastOutput(closed)
        const exit: Exit = { code, signal: signalName }
        this.#send({ event: 'exited', id: this.#id, exit })
        resolve()
      })
    })
  }

  async #lastOutput(closed: Promise<void>): Promise<void> {
    const { pid } = this.#process
    if (pid !== undefined) signal(-pid, 'SIGKILL') // the rest of its group
    killMarked(this.#run, this.#id) // and descendants that left the group
    await settles(closed, LAST_OUTPUT_MS)
  }

  #line(line: string): void {
    if (this.#linesWaiting >= LINES_WAITING_MAX && !this.#spec.keepsAllLines) return
    this.#linesWaiting += 1
    this.#send({ event: 'line', id: this.#id, line: line.slice(0, LINE_LENGTH_MAX) }, () => {
      this.#linesWaiting -= 1
    })
  }
}
