import { pick, type Random } from '../../src/catalog/random.ts'

/** Calls that are left lying, and steps in which they may go on all the same. */
const SLOW_SHARE = 0.15
const SLOW_STEP_SHARE = 0.02

/** What a store was asked and did not answer in time, or never heard. */
export class Lost extends Error {
  override name = 'Lost'
}

/** A line to a store that keeps order, as one connection does: calls arrive, and answers come, in the order they were sent. */
export interface Lane {
  calls: Call[]
}

/** One call of a server to a store: first it is asked, later it has happened, later still its answer comes. */
export interface Call {
  /** In words, for who replays a seed. */
  what(): string
  server: { name: string }
  lane: Lane | null
  /** What the store does, all at once. */
  happen(): unknown
  /** Whether the store can do it now; a row may be locked. */
  free(): boolean
  /** Chance leaves it lying while others go on. */
  slow: boolean
  /** Whether the store has done it. */
  happened: boolean
  answer: unknown
  resolve(answer: unknown): void
  reject(error: unknown): void
}

/**
 * Every call of every server to every store is here until chance picks it: once for it to happen, once for its answer. Between two
 * picks nothing goes on, so that the seed decides everything.
 */
export class Scheduler {
  readonly random: Random
  /** Told of all that happens, in words. */
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

  /** Lets one call go one step on. @returns false when there is none that can */
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
      this.trace?.(`${call.server.name} hears of ${call.what()}: ${spell(call.answer)}`)
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

  /** Loses one call that is under way: before it happens, or its answer after. */
  lose(call: Call, error: Error): void {
    this.trace?.(`${call.server.name} loses ${call.what()}`)
    this.#forget(call)
    call.reject(error)
  }

  /** Whoever asked will never hear. What is on its way may still arrive: each call as chance has it, of a lane the first few. */
  async abandon(calls: Call[]): Promise<void> {
    const broken = new Set<Lane>()
    for (const call of calls) {
      this.#forget(call)
      if (call.happened) continue
      const arrives = !(call.lane && broken.has(call.lane)) && call.free() && this.random() < 0.5
      this.trace?.(`  ${call.server.name} ${arrives ? 'has, unheard,' : 'never has'} ${call.what()}`)
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

/** When all that follows from what has just happened has been asked: batches begin in the next turn of the event loop. */
export async function settled(): Promise<void> {
  await new Promise(setImmediate)
  await new Promise(setImmediate)
}
