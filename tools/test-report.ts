/** A test that a step skipped, and why. */
export interface Skipped {
  name: string
  reason: string
}

export interface Counts {
  passed: number
  failed: number
  skipped?: readonly Skipped[]
  /** Shown when something failed. */
  output: string
}

const OUTPUT_SHOWN_LINES = 200

/** Skip reasons that CI accepts. Any other skip fails the run in CI. */
const ACCEPTED_IN_CI = new Map([
  ['runs as root', 'its counterpart, which needs root, runs instead'],
  ['needs root', 'its counterpart, which runs as an ordinary user, runs instead'],
  ['npm run test:all', 'takes too long for every push'],
  ['needs the history of the repository', 'CI may check out a single commit'],
  ['Go is not installed', 'payments run against a server of the tests, without Stripe’s own check of the requests'],
  ['Go could not build stripe-mock', 'as without Go: the machine may have no network'],
  ['kubectl is not installed', 'the manifests are rendered and checked without it too'],
])

/**
 * Adds up the counts that test runners print: node:test's `pass 12`, Playwright's `12 passed`. A nonzero exit code without a
 * failed test counts as one failure.
 */
export function countsOf(output: string, code: number): Counts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
  const plain = output.replace(/\u001b\[[\d;]*m/g, '')
  const sum = (pattern: RegExp) => [...plain.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0)
  const passed = sum(/^(?:.*: )?ℹ pass (\d+)$/gm) + sum(/^(?:.*: )?\s*(\d+) passed \(/gm)
  const failed = sum(/^(?:.*: )?ℹ (?:fail|cancelled) (\d+)$/gm) + sum(/^(?:.*: )?\s*(\d+) failed$/gm)
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: skippedIn(plain), output }
}

/** Skipped tests of node:test (`﹣ title (1ms) # reason`), Playwright (`-  1 [project] › file › title`) and `pnpm verify faults`. */
function skippedIn(plain: string): Skipped[] {
  const node = plain.matchAll(/^(?:.*: )?\s*﹣ (?<name>.+) \([\d.]+ms\) # (?<reason>.+)$/gm)
  const playwright = plain.matchAll(/^\s*-\s+\d+ (?<name>\[.+)$/gm)
  const faults = plain.matchAll(/^- (?<name>\S+): skipped, (?<reason>.+)$/gm)
  return [...node, ...playwright, ...faults].map(({ groups }) => ({
    name: groups?.name ?? '',
    reason: groups?.reason ?? 'no reason given',
  }))
}

/** Prints one line per step, the output of failed steps, and at the end the skips and totals. */
export class Report {
  readonly #inCi: boolean
  readonly #skipped: Skipped[] = []
  #passed = 0
  #failed = 0

  constructor(inCi: boolean) {
    this.#inCi = inCi
  }

  async step(name: string, work: () => Promise<Counts>): Promise<void> {
    const began = performance.now()
    console.log(`  … ${name}`)
    const { passed, failed, skipped = [], output } = await work()
    this.#passed += passed
    this.#failed += failed
    this.#skipped.push(...skipped)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (failed > 0) console.log(output.split('\n').slice(-OUTPUT_SHOWN_LINES).join('\n'))
    console.log(`  ${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`)
  }

  skip(name: string, reason: string): void {
    this.#skipped.push({ name, reason })
  }

  /** Prints skips and totals. @returns the exit code: a run without a passed test fails, and so does an unexpected skip in CI */
  close(): number {
    const unexpected = this.#inCi ? this.#skipped.filter(({ reason }) => !ACCEPTED_IN_CI.has(reason)) : []
    if (this.#skipped.length > 0) console.log('\nSkipped:')
    for (const skip of this.#skipped) {
      console.log(`  ${unexpected.includes(skip) ? '✗' : '-'} ${skip.name}: ${skip.reason}`)
    }
    if (unexpected.length > 0) console.log('A skip marked ✗ fails this run: CI must run every test.')
    const failed = this.#failed + unexpected.length
    console.log(`\n${this.#passed} passed, ${failed} failed, ${this.#skipped.length} skipped`)
    return failed > 0 || this.#passed === 0 ? 1 : 0
  }
}
