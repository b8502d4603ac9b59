import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../crowd/calls.ts'
import { clean, idOf } from './clean-run.ts'
import type { Evidence } from './evidence.ts'
import { judge } from './judge.ts'
import type { SaleLedger, SaleState } from './stored-state.ts'

/** A modification of valid evidence and the exact set of guarantees that must be reported as broken. */
export type Fault = [fault: string, tamper: (parts: Parts) => unknown, found: RegExp[]]

/** The guarantees that the judge reports as broken. */
export const broken = (evidence: Evidence): string[] =>
  judge(evidence)
    .filter((finding) => finding.broken.length > 0)
    .map((finding) => finding.promise)

/** The evidence, with named parts for the modifications. */
export function parts(evidence: ReturnType<typeof clean>) {
  const [hourly, merchant] = evidence.sales as [SaleState, SaleState]
  const find = (kind: Call['kind'], userId: string) => {
    const found = evidence.calls.find((each) => each.kind === kind && each.userId === userId)
    assert.ok(found, `${userId} sent no ${kind}`)
    return found
  }
  return { ...evidence, evidence, hourly: hourly.ledger, merchant: merchant.ledger, gate: hourly.gate, find }
}
type Parts = ReturnType<typeof parts>

export const drop = <Item>(items: Item[], which: (item: Item) => boolean): void =>
  void items.splice(items.findIndex(which), 1)
export const change = <Item extends object>(items: readonly Item[], at: number, to: Partial<Item>): void =>
  void Object.assign(items.at(at) ?? {}, to)
export const hold = (ledger: SaleLedger, n: number) => ledger.holds.find((each) => each.id === idOf(n)) ?? {}

/** Declares one test per modification. */
export function testFaults(faults: readonly Fault[]): void {
  for (const [fault, tamper, found] of faults) {
    test(`the judge detects: ${fault}`, () => {
      const evidence = parts(clean())
      tamper(evidence)
      const promises = broken(evidence.evidence)
      assert.equal(promises.length, found.length, promises.join('; '))
      for (const [i, pattern] of found.entries()) assert.match(promises[i] ?? '', pattern)
    })
  }
}
