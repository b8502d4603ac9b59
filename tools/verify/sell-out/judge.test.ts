import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GateBooks, LedgerBooks } from './books.ts'
import type { Entry } from './journal.ts'
import { type Evidence, judge } from './judge.ts'

const LIMIT = 2
/** The code that a checkout of this number would have; its order's id is idOf the same number. */
const codeOf = (n: number) =>
  Buffer.concat([Buffer.alloc(15), Buffer.from([n]), Buffer.alloc(16, 9)]).toString('base64url')
const idOf = (n: number) => `00000000-0000-0000-0000-0000000000${n.toString(16).padStart(2, '0')}`

function entry(op: Entry['op'], userId: string, more: Partial<Entry>): Entry {
  const base = { at: 0, phase: 'crowd', server: 'server 1', itemIds: [], forged: false, ms: 1 } as const
  return { ...base, op, userId, status: 200, outcome: 'ok', ...more }
}

/** Two buyers, two items, each bought once; a third buyer came too late, and somebody forged a code. */
function clean(): Evidence & { journal: Entry[]; gate: GateBooks } {
  const bought = (n: number, userId: string, itemId: number) => [
    entry('checkout', userId, { itemIds: [itemId], given: { code: codeOf(n), itemIds: [itemId] } }),
    entry('purchase', userId, { code: codeOf(n), order: { id: idOf(n), itemIds: [itemId] } }),
  ]
  const ledger: LedgerBooks = {
    epoch: 1,
    limit: LIMIT,
    soldOut: true,
    items: [1, 2].map((id) => ({ id, stock: 1, sold: 1, held: 0 })),
    buyers: ['ann', 'bob'].map((userId) => ({ userId, sold: 1, held: 0 })),
    orders: [
      { id: idOf(1), userId: 'ann', status: 'confirmed', units: 1 },
      { id: idOf(2), userId: 'bob', status: 'confirmed', units: 1 },
    ],
    lines: [
      { itemId: 1, unitNo: 1, orderId: idOf(1) },
      { itemId: 2, unitNo: 1, orderId: idOf(2) },
    ],
    attempts: [
      { checkoutId: idOf(1), userId: 'ann', itemIds: [1], outcome: 'ok' },
      { checkoutId: idOf(2), userId: 'bob', itemIds: [2], outcome: 'ok' },
      { checkoutId: idOf(3), userId: 'eve', itemIds: [1], outcome: 'sold_out' },
    ],
  }
  const late = entry('checkout', 'eve', { itemIds: [1], status: 409, outcome: 'sold_out' })
  const forged = entry('purchase', 'eve', { code: codeOf(1), forged: true, status: 404, outcome: 'code_not_found' })
  const gate: GateBooks = {
    free: 0,
    out: 0,
    takes: [],
    buyers: new Map([
      ['ann', 1],
      ['bob', 1],
    ]),
  }
  return { journal: [...bought(1, 'ann', 1), ...bought(2, 'bob', 2), late, forged], ledger, gate }
}

const broken = (evidence: Evidence): string[] =>
  judge(evidence)
    .filter((verdict) => !verdict.ok)
    .map((verdict) => verdict.finding)

test('a clean sell-out keeps every promise', () => {
  assert.deepEqual(broken(clean()), [])
  assert.deepEqual(broken({ ...clean(), gate: null }), [])
})

test('a lost answer is no broken promise, whether the ledger has it or not', () => {
  const evidence = clean()
  evidence.journal.push(entry('checkout', 'dan', { itemIds: [1], status: 0, outcome: 'unknown' }))
  assert.deepEqual(broken(evidence), [])
  evidence.ledger.attempts.push({ checkoutId: idOf(4), userId: 'dan', itemIds: [1], outcome: 'ok' })
  assert.deepEqual(broken(evidence), [])
})

/** What is planted, and the verdicts that must find it. */
const faults: [fault: string, plant: (evidence: ReturnType<typeof clean>) => unknown, found: RegExp[]][] = [
  ['an acknowledged line is missing', ({ ledger }) => ledger.lines.pop(), [/^1 sold of 2$/, /sums/, /^1 acknowledged/]],
  [
    'an item is left over',
    ({ ledger }) => ledger.items.push({ id: 3, stock: 1, sold: 0, held: 0 }),
    [/2 sold of 3/, /gate/],
  ],
  [
    'a unit is sold twice',
    ({ ledger }) => ledger.lines.push({ itemId: 1, unitNo: 1, orderId: idOf(1) }),
    [/^3 sold of 2$/, /^1 units sold twice/, /sums/],
  ],
  [
    'a unit beyond the stock',
    ({ ledger }) => Object.assign(ledger.lines[1] ?? {}, { unitNo: 2 }),
    [/^1 units sold twice/],
  ],
  [
    'a buyer is above the limit',
    ({ ledger }) => Object.assign(ledger, { limit: 0 }),
    [/^2 buyers above the limit of 0/],
  ],
  ['an attempt is not stored', ({ ledger }) => ledger.attempts.pop(), [/^2 attempts stored, 3 answered/]],
  [
    'an attempt is stored for nobody',
    ({ ledger }) => ledger.attempts.push({ checkoutId: idOf(9), userId: 'x', itemIds: [1], outcome: 'ok' }),
    [/^4 attempts stored/],
  ],
  [
    'an attempt is stored with another outcome',
    ({ ledger }) => Object.assign(ledger.attempts[2] ?? {}, { outcome: 'ok' }),
    [/attempts stored/],
  ],
  [
    'an attempt is stored under another buyer',
    ({ ledger }) => Object.assign(ledger.attempts[0] ?? {}, { userId: 'bob' }),
    [/^1 codes given out without/],
  ],
  [
    'an order that nobody asked for',
    ({ ledger }) => ledger.orders.push({ id: idOf(7), userId: 'ann', status: 'void', units: 0 }),
    [/^1 sales that nobody/],
  ],
  [
    'an order with an item that was not checked out',
    ({ journal }) => Object.assign(journal[0] ?? {}, { given: { code: codeOf(1), itemIds: [] } }),
    [/^1 sales that nobody/],
  ],
  [
    'an order whose buyer was refused',
    ({ journal }) =>
      journal.splice(1, 1, entry('purchase', 'ann', { code: codeOf(1), status: 409, outcome: 'sold_out' })),
    [/^1 sales that were answered/],
  ],
  [
    'a second answer that contradicts the first',
    ({ journal }) => journal.push(entry('purchase', 'ann', { code: codeOf(1), order: { id: idOf(1), itemIds: [] } })),
    [/^1 answers about one order/],
  ],
  ['the gate has a unit free', ({ gate }) => Object.assign(gate, { free: 1 }), [/^gate and ledger disagree/]],
  ['the gate counts a buyer short', ({ gate }) => gate.buyers.delete('ann'), [/^gate and ledger disagree/]],
  [
    'a take is stuck',
    ({ gate }) => Object.assign(gate, { out: 1, takes: [{ id: idOf(8), units: 1 }] }),
    [/^gate and ledger disagree/],
  ],
  [
    'a forged code bought',
    ({ journal }) => Object.assign(journal[5] ?? {}, { status: 200, outcome: 'ok' }),
    [/^1 forged/],
  ],
  [
    'a good code is not known',
    ({ journal }) =>
      journal.push(entry('purchase', 'bob', { code: codeOf(2), status: 404, outcome: 'code_not_found' })),
    [/^1 good codes/],
  ],
  [
    'a defect',
    ({ journal }) => journal.push(entry('purchase', 'bob', { code: codeOf(2), status: 500 })),
    [/^1 answers of 500/],
  ],
]

for (const [fault, plant, found] of faults) {
  test(`the judge finds it when ${fault}`, () => {
    const evidence = clean()
    plant(evidence)
    const findings = broken(evidence)
    assert.equal(findings.length, found.length, findings.join('; '))
    for (const [i, pattern] of found.entries()) assert.match(findings[i] ?? '', pattern)
  })
}
