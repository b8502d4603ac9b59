import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../crowd/calls.ts'
import type { SaleBooks, SaleLedger } from './books.ts'
import { clean, idOf } from './clean-run.ts'
import type { Evidence } from './evidence.ts'
import { judge } from './judge.ts'

/** What is changed in clean evidence, and the promises that must be found broken, those and no others. */
export type Fault = [fault: string, tamper: (parts: Parts) => unknown, found: RegExp[]]

/** The promises that the judge finds broken. */
export const broken = (evidence: Evidence): string[] =>
  judge(evidence)
    .filter((finding) => finding.broken.length > 0)
    .map((finding) => finding.promise)

/** The parts of the evidence by the names that the faults use. */
export function parts(evidence: ReturnType<typeof clean>) {
  const [hourly, merchant] = evidence.sales as [SaleBooks, SaleBooks]
  const find = (kind: Call['kind'], userId: string) => {
    const found = evidence.calls.find((each) => each.kind === kind && each.userId === userId)
    assert.ok(found, `${userId} sent no ${kind}`)
    return found
  }
  return { ...evidence, evidence, hourly: hourly.ledger, merchant: merchant.ledger, gate: hourly.gate, find }
}
type Parts = ReturnType<typeof parts>

export const drop = <Thing>(things: Thing[], which: (thing: Thing) => boolean): void =>
  void things.splice(things.findIndex(which), 1)
export const change = <Thing extends object>(things: readonly Thing[], at: number, to: Partial<Thing>): void =>
  void Object.assign(things.at(at) ?? {}, to)
export const hold = (ledger: SaleLedger, n: number) => ledger.holds.find((each) => each.id === idOf(n)) ?? {}

/** One test for each fault. */
export function testFaults(faults: readonly Fault[]): void {
  for (const [fault, tamper, found] of faults) {
    test(`the judge finds it when ${fault}`, () => {
      const evidence = parts(clean())
      tamper(evidence)
      const promises = broken(evidence.evidence)
      assert.equal(promises.length, found.length, promises.join('; '))
      for (const [i, pattern] of found.entries()) assert.match(promises[i] ?? '', pattern)
    })
  }
}
