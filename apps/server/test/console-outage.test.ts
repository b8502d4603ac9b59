/** The console during a PostgreSQL outage: existing sessions become read-only, and changes are refused. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createSessions } from '@hourglass/core/operations'
import { type Breakable, until } from '@hourglass/stack/testing'
import { accountTokenOf } from '../src/accounts/token.ts'
import type { MachineSample } from '../src/console/router.ts'
import { browserAt } from './browser.ts'
import { operatorAt, signedIn } from './operator.ts'
import { codeOf } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let postgres: Breakable
before(async () => {
  stage = await createServerStage({ ownPostgres: true })
  if (!stage.stores.postgres) throw new Error('this stage has no separate PostgreSQL')
  postgres = stage.stores.postgres
})
after(() => stage?.stop())

let operator: Awaited<ReturnType<typeof signedIn>>
let partners = 0
beforeEach(async () => {
  await until('PostgreSQL answers', async () => (await stage.get('/health')).status === 200)
  operator = await signedIn(stage, `watchman-${partners++}`)
  await operator.client.session.get.query()
})

for (const [how, away, back] of [
  ['is killed', () => postgres.kill(), () => postgres.start()],
  ['hangs', async () => postgres.pause(), async () => postgres.resume()],
] as [string, () => Promise<void>, () => Promise<void>][]) {
  describe(`PostgreSQL ${how}`, () => {
    test('an existing session keeps its system stream, which shows the outage and the recovery', async () => {
      const seen: (boolean | null)[] = []
      const expected = [true, false, true]
      const next = [away, back]
      for await (const block of operator.watch()) {
        const data = /^data: (\{.*"samples".*)$/m.exec(block)?.[1]
        const samples = data ? (JSON.parse(data) as { samples: MachineSample[] }).samples : []
        const up = samples.at(-1)?.ledger.up ?? null
        if (up === expected[seen.length]) {
          seen.push(up)
          await next.shift()?.()
        }
        if (seen.length === expected.length) break
      }
      assert.deepEqual(seen, expected)
    })

    test('queries of an existing session report the outage; changes and sign-in are refused', async () => {
      const { cookie } = operator
      const stranger = await createServerStage({ beside: stage })
      await away()
      try {
        await until('the outage is detected', async () => (await operator.client.session.get.query()).ledger_away)
        for (let question = 0; question < 3; question++)
          assert.equal((await operator.client.session.get.query()).ledger_away, true)
        assert.equal(await codeOf(operator.client.sales.pause.mutate({ id: stage.saleId })), 'unavailable')
        assert.equal(await codeOf(operator.client.keys.list.query({})), 'unavailable')
        const elsewhere = operatorAt(stranger, { cookie })
        assert.equal(
          await codeOf(elsewhere.client.session.get.query()),
          'unavailable',
          'a server that has not checked this session before',
        )
        const asked = await browserAt(stage).post('/auth/email-otp/send-verification-otp', { email: operator.email })
        assert.deepEqual([asked.status, asked.body.code], [503, 'unavailable'])
      } finally {
        await back()
        await stranger.stop()
      }
      await until('PostgreSQL is back', async () => !(await operator.client.session.get.query()).ledger_away)
    })

    test('signing out drops the cookie of this browser, and the answer says that the session goes on', async () => {
      await away()
      try {
        const { status, body } = await operator.browser.post('/auth/sign-out', {})
        assert.deepEqual([status, body.code], [503, 'unavailable'])
        assert.equal(operator.browser.cookies.has('hg.session_token'), false)
      } finally {
        await back()
      }
    })
  })
}

test('a cached session check expires during an outage, and changes are never allowed on it', async () => {
  const cookies = { 'hg.session_token': decodeURIComponent(operator.browser.cookies.get('hg.session_token') ?? '') }
  const token = accountTokenOf(stage.ctx.signing.accounts, { protocol: 'http', cookies } as never)
  assert.ok(token)
  const [short, long] = [createSessions(stage.ctx, 0), createSessions(stage.ctx)]
  for (const sessions of [short, long]) assert.equal((await sessions.findCached(token))?.stale, false)
  await postgres.kill()
  try {
    await until('the cached check is stale', async () => (await long.findCached(token))?.stale === true)
    await assert.rejects(short.findCached(token))
    await assert.rejects(long.find(token))
  } finally {
    await postgres.start()
  }
})
