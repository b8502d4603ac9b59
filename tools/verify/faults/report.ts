import { number } from '../../harness/numbers.ts'
import type { Mutant } from './mutant.ts'
import type { CaseResult } from './run-case.ts'

const NAME_CHARS = 22
const NUMBER_CHARS = 11
const EXAMPLES_MAX = 5

/** Header of the table of cases. */
export const tableHead = (): string =>
  `  ${'case'.padEnd(NAME_CHARS)}${['injections', 'requests', 'unanswered', 'seconds', 'checks', 'broken'].map(right).join('')}`

const right = (text: string): string => text.padStart(NUMBER_CHARS)

/** One line per case, followed by its violations. */
export function caseLines({ fault, times, calls, unanswered, seconds, findings }: CaseResult): string {
  const broken = findings.filter((finding) => finding.broken.length > 0)
  const checks = findings.reduce((sum, finding) => sum + finding.checked, 0)
  const figures = [
    number(times),
    number(calls.length),
    number(unanswered),
    seconds.toFixed(1),
    number(checks),
    `${broken.length}`,
  ]
  const line = `${broken.length === 0 ? '✓' : '✗'} ${fault.name.padEnd(NAME_CHARS)}${figures.map(right).join('')}`
  const examples = broken.flatMap((finding) => [
    `    ✗ ${finding.promise}: ${number(finding.broken.length)} of ${number(finding.checked)}`,
    ...finding.broken.slice(0, EXAMPLES_MAX).map((example) => `        ${example}`),
  ])
  return [line, ...examples].join('\n')
}

/** One line per mutant, with the violations that revealed it. */
export function mutantLine(mutant: Mutant, { fault, findings }: CaseResult): string {
  const broken = findings.filter((finding) => finding.broken.length > 0)
  const found = broken.map((finding) => `${finding.promise} (${number(finding.broken.length)})`).join('; ')
  return `${found ? '✓' : '✗'} ${mutant.name.padEnd(NAME_CHARS)}  under ${fault.name}: ${found || 'not detected'}`
}

export const caseList = (cases: readonly { name: string; what: string }[]): string =>
  cases.map(({ name, what }) => `  ${name.padEnd(NAME_CHARS)}  ${what}`).join('\n')
