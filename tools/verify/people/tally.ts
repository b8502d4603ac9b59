import type { Finding } from '../judge/evidence.ts'

/** Counts the checks of each promise, with the violations. */
export class Tally {
  readonly #found = new Map<string, Finding & { broken: string[] }>()

  /** @param detail describes the violation */
  check(promise: string, holds: boolean, detail: () => string): void {
    const finding = this.#found.get(promise) ?? { promise, checked: 0, broken: [] }
    this.#found.set(promise, finding)
    finding.checked++
    if (!holds) finding.broken.push(detail())
  }

  get findings(): Finding[] {
    return [...this.#found.values()]
  }
}
