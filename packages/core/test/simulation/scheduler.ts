import { pick, type Random } from '../../src/catalog/random.ts'

/** Share of calls that are slow, and share of steps in which slow calls can advance. */
const SLOW_SHARE = 0.15
const SLOW_STEP_SHARE = 0.02

/** A call that never reached the store, or whose response was lost. */
export class Lost extends Error {
  override name = 'Lost'
}

/** An ordered connection to a store: calls arrive and responses return in the order they were sent. */
export interface Lane {
  calls: Call[]
}

/** One call of a server to a store: sent first, executed later, answered last. */
export interface Call {
  /** Description for the trace. */
  what(): string
  server: { name: string }
  lane: Lane | null
  /** Executes the call atomically. */
  happen(): unknown
  /** Whether the store can execute it now; a row may be locked. */
  free(): boolean
  /** Delayed while others advance. */
  slow: boolean
  /** Whether the store has executed it. */
  happened: boolean
  answer: unknown
  resolve(answer: unknown): void
  reject(error: unknown): void
}

/**
 * Holds every call of every server to every store until the random generator picks it: once to execute it, once to deliver its response.
 * Nothing runs between two picks, so the seed determines everything.
 */
export class Scheduler {
  readonly random: Random
  /** Receives a line of text for every event. */
  readonly trace: ((line: string) => void) | undefined
  calls: Call[] = []

  constructor(random: Random, trace?: (line: string) => void) {
    this.random = random
    this.trace = trace
  }

  /** Sends a call. @throws Lost */
  ask<T>(call: Pick<Call, 'what' | 'server' | 'lane' | 'happen'> & { free?: () => boolean }): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const asked: Call = {
        free: () => true,
        ...call,
        slow: this.random() < SLOW_SHARE,
        happened: false,
        answer: undefined,
        resolve: resolve as Call['resolve'],
        reject,
      }
      call.lane?.calls.push(asked)
      this.calls.push(asked)
    })
  }

  /** Advances one call by one step. @returns false if no call can advance */
  async step(): Promise<boolean> {
    let ready = this.#ready()
    if (ready.length === 0) {
      await settled()
      ready = this.#ready()
    }
    if (ready.length === 0) return false
    const quick = ready.filter((call) => !call.slow)
    const call = pick(this.random, quick.length > 0 && this.random() > SLOW_STEP_SHARE ? quick : ready)
    if (call.happened) {
      this.trace?.(`${call.server.name} gets ${call.what()}: ${spell(call.answer)}`)
      this.#forget(call)
      call.resolve(call.answer)
      await settled()
    } else {
      call.answer = await call.happen()
      call.happened = true
      this.trace?.(`  ${call.server.name} has ${call.what()}: ${spell(call.answer)}`)
    }
    return true
  }

  /** Loses one pending call: before its execution, or its response afterwards. */
  lose(call: Call, error: Error): void {
    this.trace?.(`${call.server.name} loses ${call.what()}`)
    this.#forget(call)
    call.reject(error)
  }

  /** The callers get no response. Calls in flight may still arrive: at random, and on an ordered connection only a prefix. */
  async abandon(calls: Call[]): Promise<void> {
    const broken = new Set<Lane>()
    for (const call of calls) {
      this.#forget(call)
      if (call.happened) continue
      const arrives = !(call.lane && broken.has(call.lane)) && call.free() && this.random() < 0.5
      this.trace?.(`  ${call.server.name} ${arrives ? 'executed without a response' : 'never sent'} ${call.what()}`)
      if (arrives) await call.happen()
      else if (call.lane) broken.add(call.lane)
    }
  }

  #forget(call: Call): void {
    this.calls.splice(this.calls.indexOf(call), 1)
    call.lane?.calls.splice(call.lane.calls.indexOf(call), 1)
  }

  #ready = (): Call[] => this.calls.filter((call) => (call.happened ? this.#mayAnswer(call) : this.#mayHappen(call)))
  #mayHappen = (call: Call): boolean =>
    call.free() && (call.lane === null || call.lane.calls.find((other) => !other.happened) === call)
  #mayAnswer = (call: Call): boolean => call.lane === null || call.lane.calls[0] === call
}

const spell = (answer: unknown): string => JSON.stringify(answer) ?? 'nothing'

/** Waits until all follow-up calls are sent: batches start in the next turn of the event loop. */
export async function settled(): Promise<void> {
  await new Promise(setImmediate)
  await new Promise(setImmediate)
}
