export interface Counts {
  passed: number
  failed: number
  /** What the step said; shown when something failed. */
  output: string
}

const OUTPUT_SHOWN_LINES = 200

/** Sums what test runners print: node:test's `pass 12`, Playwright's `12 passed`. A bad exit without a failed test is one. */
export function countsOf(output: string, code: number): Counts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
  const plain = output.replace(/\u001b\[[\d;]*m/g, '')
  const sum = (pattern: RegExp) => [...plain.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0)
  const passed = sum(/^(?:.*: )?ℹ pass (\d+)$/gm) + sum(/^(?:.*: )?\s*(\d+) passed \(/gm)
  const failed = sum(/^(?:.*: )?ℹ (?:fail|cancelled) (\d+)$/gm) + sum(/^(?:.*: )?\s*(\d+) failed$/gm)
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, output }
}

/** One line a step while they run; what failed in full; a line of sums at the end. */
export class Report {
  #passed = 0
  #failed = 0

  async step(name: string, work: () => Promise<Counts>): Promise<void> {
    const began = performance.now()
    console.log(`  … ${name}`)
    const { passed, failed, output } = await work()
    this.#passed += passed
    this.#failed += failed
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (failed > 0) console.log(output.split('\n').slice(-OUTPUT_SHOWN_LINES).join('\n'))
    console.log(`  ${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`)
  }

  /** Prints the sums. @returns the exit code: a run without a passed test is a failure */
  close(): number {
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`)
    return this.#failed > 0 || this.#passed === 0 ? 1 : 0
  }
}
