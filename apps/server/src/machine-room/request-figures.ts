import { type Outcome, refusals } from '@hourglass/core/contract'
import { Latency } from './latency.ts'

const OUTCOMES = ['ok', ...Object.keys(refusals)]
const INDEX = new Map(OUTCOMES.map((outcome, i) => [outcome, i]))

/** Requests of one kind by what came of them, and how long they took. Noting one allocates nothing. */
export class RequestFigures {
  readonly latency = new Latency()
  readonly #counts = new Uint32Array(OUTCOMES.length)

  /** @param began by `performance.now()` */
  note(outcome: Outcome<unknown>, began: number): void {
    const at = outcome.ok ? 0 : (INDEX.get(outcome.code) ?? 0)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.latency.note(performance.now() - began)
  }

  /** Since the last call, those that there were. */
  drain(): Record<string, number> {
    const found: Record<string, number> = {}
    for (const [i, outcome] of OUTCOMES.entries()) {
      const count = this.#counts[i] ?? 0
      if (count > 0) found[outcome] = count
    }
    this.#counts.fill(0)
    return found
  }
}
