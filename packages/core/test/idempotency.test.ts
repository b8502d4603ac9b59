import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import { type Outcome, ok, refuse } from '../src/contract/index.ts'
import { LedgerUnavailable } from '../src/ledger/index.ts'
import { type Claim, type Context, checkout, createHold, withIdempotency } from '../src/operations/index.ts'
import { type Fault, fails, precededBy, withFaults } from './faults.ts'
import { createStage, type Stage } from './stage.ts'

const { idempotencyKeys, attempts } = schema

let stage: Stage
let other: Context
before(async () => {
  stage = await createStage()
  other = await stage.anotherServer()
})
after(() => stage.stop())

const claimOf = (change: Partial<Claim> = {}): Claim => ({
  principal: 'open:ann',
  key: randomUUID(),
  fingerprint: 'the request',
  ...change,
})
const rowOf = ({ key }: Claim) => eq(idempotencyKeys.key, key)

/** An operation that counts its runs and returns its request id. */
function counting(outcome?: Outcome<string>) {
  const seen: (string | undefined)[] = []
  const run = async (ctx: Context): Promise<Outcome<string>> => {
    seen.push(ctx.requestId)
    return outcome ?? ok(ctx.requestId ?? '')
  }
  return { run, seen }
}

/** An operation that runs until it is released. */
function held() {
  const { promise, resolve } = Promise.withResolvers<Outcome<string>>()
  const begun = Promise.withResolvers<string | undefined>()
  const run = (ctx: Context) => {
    begun.resolve(ctx.requestId)
    return promise
  }
  return { run, begun: begun.promise, finish: resolve }
}

const leaseRunsOut = (claim: Claim) =>
  stage.ctx.db.update(idempotencyKeys).set({ leasedUntil: sql`now()` }).where(rowOf(claim))

test('a hundred parallel repeats on two servers have one effect and a hundred equal responses', async () => {
  const sale = await stage.openSale()
  const claim = claimOf()
  const buy = (ctx: Context) => checkout(ctx, { user_id: 'ann', id: [sale.firstItemId, sale.firstItemId + 1] })
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => withIdempotency(i % 2 === 0 ? stage.ctx : other, claim, buy)),
  )
  assert.equal(new Set(answers.map(({ outcome }) => JSON.stringify(outcome))).size, 1)
  assert.equal(answers[0]?.outcome.ok, true, JSON.stringify(answers[0]))
  assert.equal(answers.filter(({ replayed }) => !replayed).length, 1)
  const kept = await stage.ctx.db.select().from(attempts).where(eq(attempts.saleId, sale.id))
  assert.equal(kept.length, 1)
})

test('the request id is the first id that the operation creates', async () => {
  const { run, seen } = counting()
  const { outcome } = await withIdempotency(stage.ctx, claimOf(), run)
  assert.deepEqual(outcome, ok(seen[0]))
})

test('a key that is reused for a different request is refused, and nothing runs', async () => {
  const claim = claimOf()
  const { run, seen } = counting()
  await withIdempotency(stage.ctx, claim, run)
  for (const ctx of [stage.ctx, other]) {
    const { outcome, replayed } = await withIdempotency(ctx, { ...claim, fingerprint: 'another' }, run)
    assert.deepEqual([!outcome.ok && outcome.code, replayed], ['idempotency_key_reused', false])
  }
  assert.equal(seen.length, 1)
})

test('a concurrent repeat waits for the response of the first request, up to its deadline', async () => {
  const claim = claimOf()
  const { run, seen } = counting()
  const first = held()
  const answered = withIdempotency(stage.ctx, claim, first.run)
  await first.begun
  for (const ctx of [stage.ctx, other]) {
    const { outcome } = await withIdempotency(ctx, claim, run, { waitMs: 1 })
    assert.equal(!outcome.ok && outcome.code, 'in_progress')
  }
  const waiting = [withIdempotency(stage.ctx, claim, run), withIdempotency(other, claim, run)]
  first.finish(ok('done'))
  assert.deepEqual(await answered, { outcome: ok('done'), replayed: false })
  for (const repeat of await Promise.all(waiting)) assert.deepEqual(repeat, { outcome: ok('done'), replayed: true })
  assert.equal(seen.length, 0)
})

test('if the first server has crashed, another runs the request again under the same request id', async () => {
  const claim = claimOf()
  const first = held()
  const dead = withIdempotency(stage.ctx, claim, first.run)
  const requestId = await first.begun
  await leaseRunsOut(claim)
  const { run, seen } = counting()
  const taken = await withIdempotency(other, claim, run)
  assert.deepEqual([seen, taken], [[requestId], { outcome: ok(requestId), replayed: false }])
  // The first server was only slow: its late outcome is discarded, and it returns the stored one.
  first.finish(refuse('sold_out'))
  assert.deepEqual(await dead, { outcome: ok(requestId), replayed: true })
})

test('a late end of a claim that was taken over has no effect', async () => {
  const claim = claimOf()
  const [slow, second] = [held(), held()]
  const ended = Promise.withResolvers<boolean>()
  const observed: Fault =
    (endClaim) =>
    (...args) => {
      const answer = endClaim(...args)
      answer.then(ended.resolve, ended.reject)
      return answer
    }
  const late = withIdempotency(withFaults(stage.ctx, { ledger: { endClaim: observed } }), claim, slow.run)
  await slow.begun
  await leaseRunsOut(claim)
  const taken = withIdempotency(other, claim, second.run)
  await second.begun
  slow.finish(refuse('busy'))
  assert.equal(await ended.promise, false)
  second.finish(ok('done'))
  assert.deepEqual([(await taken).outcome, (await late).outcome], [ok('done'), ok('done')])
})

test('concurrent repeats on one server send one query to the ledger', async () => {
  const claim = claimOf()
  let claims = 0
  const counted = precededBy(() => {
    claims++
  })
  const ctx = withFaults(stage.ctx, { ledger: { claimKey: counted } })
  await Promise.all(Array.from({ length: 100 }, () => withIdempotency(ctx, claim, counting().run)))
  assert.equal(claims, 1)
})

for (const code of ['sale_not_open', 'invalid_request', 'in_progress'] as const) {
  test(`${code} is not stored: the same key can be used again`, async () => {
    const claim = claimOf()
    const refusing = counting(refuse(code))
    const { outcome, replayed } = await withIdempotency(stage.ctx, claim, refusing.run)
    assert.deepEqual([!outcome.ok && outcome.code, replayed], [code, false])
    const { run, seen } = counting()
    const second = await withIdempotency(other, { ...claim, fingerprint: 'corrected' }, run)
    assert.deepEqual([second.outcome.ok, second.replayed, seen[0] === refusing.seen[0]], [true, false, false])
  })
}

test('a request that may have taken effect runs again under the same request id', async () => {
  const claim = claimOf()
  const away = counting(refuse('unavailable'))
  const full = counting(refuse('busy'))
  const failing = async (ctx: Context): Promise<Outcome<string>> => {
    away.seen.push(ctx.requestId)
    throw new LedgerUnavailable('the response was lost')
  }
  const answers = []
  for (const run of [away.run, failing, full.run]) answers.push((await withIdempotency(stage.ctx, claim, run)).outcome)
  assert.deepEqual(
    answers.map((outcome) => !outcome.ok && outcome.code),
    ['unavailable', 'unavailable', 'busy'],
  )
  const { run, seen } = counting()
  await withIdempotency(other, claim, run)
  assert.equal(new Set([...away.seen, ...full.seen, ...seen]).size, 1)
})

test('an unexpected error is thrown to the caller, and the key can be claimed again at once', async () => {
  const claim = claimOf()
  await assert.rejects(
    withIdempotency(stage.ctx, claim, () => Promise.reject(new TypeError('a defect'))),
    TypeError,
  )
  assert.equal((await withIdempotency(other, claim, counting().run)).outcome.ok, true)
})

test('a permanent refusal is stored like a success', async () => {
  const claim = claimOf()
  const sold = refuse('sold_out', { extra: { failed_count: 1 } })
  await withIdempotency(stage.ctx, claim, counting(sold).run)
  assert.deepEqual(await withIdempotency(other, claim, counting().run), { outcome: sold, replayed: true })
})

test('two principals with the same key get separate responses', async () => {
  const claim = claimOf()
  const mine = await withIdempotency(stage.ctx, claim, counting(ok('mine')).run)
  const theirs = await withIdempotency(stage.ctx, { ...claim, principal: 'open:bob' }, counting(ok('theirs')).run)
  assert.deepEqual([mine.outcome, theirs.outcome], [ok('mine'), ok('theirs')])
})

test('a key expires after a day, even before it is pruned', async () => {
  const claim = claimOf()
  await withIdempotency(stage.ctx, claim, counting(ok('old')).run)
  await stage.ctx.db.update(idempotencyKeys).set({ createdAt: sql`now() - interval '24 hours'` }).where(rowOf(claim))
  const fresh = counting()
  const { outcome, replayed } = await withIdempotency(other, { ...claim, fingerprint: 'another' }, fresh.run)
  assert.deepEqual([outcome, replayed], [ok(fresh.seen[0]), false])
})

test('nothing runs while the ledger is unavailable', async () => {
  const { run, seen } = counting()
  const away = withFaults(stage.ctx, { ledger: { claimKey: fails(new LedgerUnavailable('away')) } })
  const { outcome } = await withIdempotency(away, claimOf(), run)
  assert.deepEqual([!outcome.ok && outcome.code, seen], ['unavailable', []])
})

test('an outcome that cannot be stored is not returned', async () => {
  const away = withFaults(stage.ctx, { ledger: { endClaim: fails(new LedgerUnavailable('away')) } })
  const { outcome } = await withIdempotency(away, claimOf(), counting().run)
  assert.equal(!outcome.ok && outcome.code, 'unavailable')
})

test('a checkout whose server crashed before its outcome was stored is a new attempt, and its response matches the stored attempt', async () => {
  const sale = await stage.openSale()
  const [a, b] = [sale.firstItemId, sale.firstItemId + 1]
  const claim = claimOf()
  const run = (within: Context) => checkout(within, { user_id: 'twice', id: [a, b] })
  const crashed = withIdempotency(stage.ctx, claim, async (within) => {
    await run(within)
    throw new Error('the server crashes')
  })
  await assert.rejects(crashed, /the server crashes/)
  await createHold(stage.ctx, { user_id: 'bob', item_id: b })
  const { outcome } = await withIdempotency(stage.ctx, claim, run)
  if (!outcome.ok) assert.fail(outcome.code)
  const returned = outcome.value.items.map((item) => item.id)
  const stored = await stage.ctx.db
    .select({ itemIds: schema.attempts.itemIds })
    .from(schema.attempts)
    .where(eq(schema.attempts.userId, 'twice'))
    .orderBy(schema.attempts.id)
  assert.deepEqual([returned, stored.map((row) => row.itemIds)], [[a], [[a, b], [a]]])
})
