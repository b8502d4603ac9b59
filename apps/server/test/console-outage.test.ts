/** The console while PostgreSQL is away: existing sessions become read-only, and nobody may act. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createKeyRing } from '@hourglass/core/operations'
import { type Breakable, until } from '@hourglass/stack/testing'
import { readOperatorCookie } from '../src/console/operator-cookie.ts'
import type { MachineSample } from '../src/console/router.ts'
import { operatorAt, signedIn } from './operator.ts'
import { codeOf, told } from './shopper.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let postgres: Breakable
before(async () => {
  stage = await createServerStage({ ownPostgres: true })
  if (!stage.stores.postgres) throw new Error('no PostgreSQL of its own')
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
  ['is silent', async () => postgres.pause(), async () => postgres.resume()],
] as [string, () => Promise<void>, () => Promise<void>][]) {
  describe(`PostgreSQL ${how}`, () => {
    test('an existing session keeps its system stream, and sees that the ledger is away; then that it is back', async () => {
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

    test('an open session learns at every query that the ledger is away; acting and signing in are refused', async () => {
      const cookie = operator.cookie().split(';')[0] ?? ''
      const stranger = await createServerStage({ beside: stage })
      await away()
      try {
        await until('it is noticed', async () => (await operator.client.session.get.query()).ledger_away)
        for (let question = 0; question < 3; question++)
          assert.equal((await operator.client.session.get.query()).ledger_away, true)
        assert.equal(await codeOf(operator.client.sales.pause.mutate({ id: stage.saleId })), 'unavailable')
        assert.equal(await codeOf(operator.client.keys.list.query({})), 'unavailable')
        const elsewhere = operatorAt(stranger, { cookie })
        assert.equal(await codeOf(elsewhere.client.session.get.query()), 'unavailable', 'a server that never knew')
        const late = operatorAt(stage)
        assert.equal(await codeOf(late.client.session.open.mutate({ key: operator.key })), 'unavailable')
      } finally {
        await back()
        await stranger.stop()
      }
      await until('it is back', async () => !(await operator.client.session.get.query()).ledger_away)
    })

    test('who signs out is out of this browser and this server, and hears what could not be done', async () => {
      const cookie = operator.cookie().split(';')[0] ?? ''
      await away()
      try {
        const [status, code, detail] = (await told(operator.client.session.close.mutate())) as [number, string, string]
        assert.deepEqual([status, code], [503, 'unavailable'])
        assert.match(detail, /^This browser is signed out\. A copy of its cookie is valid until 20\d\d-/)
        assert.match(operator.cookie(), /^hg_console=; Max-Age=0/)
        assert.equal(await codeOf(operatorAt(stage, { cookie }).client.session.get.query()), 'unavailable')
      } finally {
        await back()
      }
    })
  })
}

test('trust ends: after its time nobody looks until the ledger is back', async () => {
  const [, value = ''] = /^hg_console=([^;]+)/.exec(operator.cookie()) ?? []
  const request = { protocol: 'http', cookies: { hg_console: decodeURIComponent(value) } } as never
  const signIn = readOperatorCookie(stage.ctx.signing.console, request)
  assert.ok(signIn)
  const [short, long] = [createKeyRing(stage.ctx, 0), createKeyRing(stage.ctx)]
  for (const ring of [short, long]) assert.equal((await ring.findLooking(signIn))?.stale, false)
  await postgres.kill()
  try {
    await until(
      'what was just read is not fresh any more',
      async () => (await long.findLooking(signIn))?.stale === true,
    )
    await assert.rejects(short.findLooking(signIn))
    await assert.rejects(long.findSignedIn(signIn))
  } finally {
    await postgres.start()
  }
})
