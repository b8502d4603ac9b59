import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { guardProvider, PROBE_MS } from './guard-provider.ts'
import { type FailureKind, type PaymentProvider, ProviderFailure, type ProviderPayment, Unpayable } from './provider.ts'

const PAYMENT: ProviderPayment = { status: 'pending', amount: 1, currency: 'EUR', refunded: 0 }
const ORDER = { orderId: 'order', number: 'A1', amount: 1, currency: 'EUR', payBy: new Date() }

/** A guarded provider that answers with `answer`, and what is measured and logged. The clock stands still. */
function guardedProvider(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'] })
  const calls = { made: 0 }
  const outcomes: string[] = []
  const events: unknown[] = []
  const log = (fields: object) => void events.push((fields as { event?: string }).event)
  const answers = { with: async (): Promise<ProviderPayment> => PAYMENT }
  const call = () => {
    calls.made += 1
    return answers.with()
  }
  const provider: PaymentProvider = {
    name: 'test',
    isPlayMoney: true,
    create: async () => {
      await call()
      return { ref: 'ref', url: 'url' }
    },
    read: call,
    expire: call,
    capture: call,
    release: call,
    refund: call,
    event: () => undefined,
  }
  const measures = { providerCalled: (name: string, outcome: string) => void outcomes.push(`${name} ${outcome}`) }
  const guarded = guardProvider(provider, { log: { info: log, warn: log, error: log }, measures })
  return { guarded, answers, calls, outcomes, events, pass: (ms: number) => t.mock.timers.tick(ms) }
}

const failing = (kind: FailureKind) => () => Promise.reject(new ProviderFailure(kind, kind))

async function failTimes(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let nth = 0; nth < times; nth++) await assert.rejects(work())
}

test('after five failures in a row no call is made until one tries again, and its success closes the circuit', async (t) => {
  const { guarded, answers, calls, outcomes, events, pass } = guardedProvider(t)
  answers.with = failing('unavailable')
  await failTimes(5, () => guarded.read('ref'))
  assert.deepEqual(guarded.health(), { circuit: 'open' })
  await failTimes(3, () => guarded.capture('ref'))
  assert.equal(calls.made, 5)

  pass(PROBE_MS)
  await failTimes(3, () => guarded.read('ref'))
  assert.equal(calls.made, 6, 'one call tries')
  pass(PROBE_MS - 1)
  await failTimes(1, () => guarded.read('ref'))
  assert.equal(calls.made, 6)

  pass(1)
  answers.with = async () => PAYMENT
  assert.deepEqual(await guarded.read('ref'), PAYMENT)
  assert.deepEqual(guarded.health(), { circuit: 'closed' })
  await guarded.create(ORDER)
  assert.deepEqual(events, ['provider.away', 'provider.back'])
  assert.deepEqual(outcomes, [
    ...Array(5).fill('read unavailable'),
    ...Array(3).fill('capture skipped'),
    'read unavailable',
    ...Array(3).fill('read skipped'),
    'read ok',
    'create ok',
  ])
})

test('of many calls that come while one is tried, the others wait for its result', async (t) => {
  const { guarded, answers, calls, pass } = guardedProvider(t)
  answers.with = failing('timeout')
  await failTimes(5, () => guarded.read('ref'))
  pass(PROBE_MS)
  const trial = Promise.withResolvers<ProviderPayment>()
  answers.with = () => trial.promise
  const waiting = Array.from({ length: 10 }, () => guarded.read('ref'))
  assert.deepEqual([calls.made, guarded.health()], [6, { circuit: 'half_open' }])
  trial.resolve(PAYMENT)
  assert.deepEqual(await Promise.all(waiting), Array(10).fill(PAYMENT))
})

test('a success between failures keeps the circuit closed', async (t) => {
  const { guarded, answers } = guardedProvider(t)
  for (let rounds = 0; rounds < 3; rounds++) {
    answers.with = failing('rate_limited')
    await failTimes(4, () => guarded.read('ref'))
    answers.with = async () => PAYMENT
    await guarded.read('ref')
  }
  assert.deepEqual(guarded.health(), { circuit: 'closed' })
})

test('what the provider refuses about one payment never opens the circuit, and reaches the caller', async (t) => {
  const { guarded, answers, outcomes } = guardedProvider(t)
  for (const [error, outcome] of [
    [new Unpayable('too small'), 'unpayable'],
    [new ProviderFailure('not_found', 'no such session'), 'not_found'],
    [new ProviderFailure('refused', 'it is captured'), 'refused'],
  ] as const) {
    answers.with = () => Promise.reject(error)
    for (let nth = 0; nth < 6; nth++) await assert.rejects(guarded.create(ORDER), (thrown) => thrown === error)
    assert.equal(outcomes.at(-1), `create ${outcome}`)
  }
  assert.deepEqual(guarded.health(), { circuit: 'closed' })
})
