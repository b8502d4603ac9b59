/** The console's procedures: authentication, sessions, and operations. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Role } from '@hourglass/core/contract'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { desc, eq, sql } from 'drizzle-orm'
import type { MachineSample } from '../src/console/router.ts'
import { browserAt, signIn } from './browser.ts'
import { operatorAt, signedIn } from './operator.ts'
import { newPartner } from './partner.ts'
import { codeOf, resultOf, shopperAt } from './shopper.ts'
import { createServerStage, type ServerStage, sendBytes } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

/** One call of each procedure, with ids that do not exist. */
const NO_ID = '00000000-0000-7000-8000-000000000000'
const calls = (client: ReturnType<typeof operatorAt>['client']): Record<string, () => Promise<unknown>> => ({
  'session.get': () => client.session.get.query(),
  'sales.list': () => client.sales.list.query({}),
  'sales.get': () => client.sales.get.query({ id: 999 }),
  'sales.audit': () => client.sales.audit.query({ id: 999 }),
  'sales.open': () => client.sales.open.mutate({ name: 'No', items: [{ stock: 1, price: 1 }] }),
  'sales.addItems': () => client.sales.addItems.mutate({ id: 999, items: [{ stock: 1, price: 1 }] }),
  'sales.items': () => client.sales.items.query({ id: 999 }),
  'sales.correctItem': () => client.sales.correctItem.mutate({ id: 999_999, stock: 1 }),
  'orders.refund': () => client.orders.refund.mutate({ id: NO_ID, reason: 'Damaged' }),
  'sales.withdrawItem': () => client.sales.withdrawItem.mutate({ id: 999_999 }),
  'sales.duplicate': () => client.sales.duplicate.mutate({ id: 999, starts_at: '2036-01-31T18:00:00Z' }),
  'sales.pause': () => client.sales.pause.mutate({ id: 999 }),
  'sales.resume': () => client.sales.resume.mutate({ id: 999 }),
  'sales.close': () => client.sales.close.mutate({ id: 999 }),
  'sales.activity': () => client.sales.activity.query({}),
  'sales.money': () => client.sales.money.query({ id: 999 }),
  'sales.funnel': () => client.sales.funnel.query({ id: 999 }),
  'sales.queue': () => client.sales.queue.query({ id: 999 }),
  'sales.changeQueue': () => client.sales.changeQueue.mutate({ id: 999 }),
  'pictures.add': () => client.pictures.add.mutate({ type: 'image/png', data: 'AAAA' }),
  'gate.compare': () => client.gate.compare.query({ id: 999 }),
  'gate.rebuild': () => client.gate.rebuild.mutate({ id: 999 }),
  'exports.orders': () => client.exports.orders.query({ id: 999 }),
  'exports.attempts': () => client.exports.attempts.query({ id: 999 }),
  find: () => client.find.query({ id: 'nothing' }),
  'orders.search': () => client.orders.search.query({}),
  'attempts.search': () => client.attempts.search.query({}),
  'keys.list': () => client.keys.list.query({}),
  'keys.create': () => client.keys.create.mutate({ partner: 'no', scopes: ['buy'] }),
  'keys.revoke': () => client.keys.revoke.mutate({ id: NO_ID }),
  'webhooks.list': () => client.webhooks.list.query({}),
  'webhooks.deliveries': () => client.webhooks.deliveries.query({ id: NO_ID }),
  'webhooks.create': () => client.webhooks.create.mutate({ url: 'https://a.example' }),
  'webhooks.remove': () => client.webhooks.remove.mutate({ id: NO_ID }),
  'webhooks.enable': () => client.webhooks.enable.mutate({ id: NO_ID }),
  'webhooks.test': () => client.webhooks.test.mutate({ id: NO_ID }),
  'webhooks.replayDelivery': () => client.webhooks.replayDelivery.mutate({ id: NO_ID, delivery_id: NO_ID }),
  'webhooks.replaySince': () => client.webhooks.replaySince.mutate({ id: NO_ID, since: '2026-01-01T00:00:00Z' }),
  'actions.list': () => client.actions.list.query({}),
  'operators.list': () => client.operators.list.query({}),
  'operators.set': () => client.operators.set.mutate({ email: 'nobody', role: 'viewer' }),
  'operators.remove': () => client.operators.remove.mutate({ email: 'nobody' }),
  'mailbox.list': () => client.mailbox.list.query({}),
})

describe('access', () => {
  test('the list of calls covers every procedure', async () => {
    const { adminRouter } = await import('../src/console/router.ts')
    const { procedures } = adminRouter._def
    const open = ['system.watch']
    const client = operatorAt(stage).client
    assert.deepEqual(Object.keys(procedures).toSorted(), [...Object.keys(calls(client)), ...open].toSorted())
  })

  for (const [who, headers, code] of [
    ['without a session, even on loopback,', async () => ({}), 'sign_in_required'],
    ['with a forged cookie', async () => ({ cookie: `hg.session_token=${'a'.repeat(32)}.AAAA` }), 'sign_in_required'],
    ['with a guest’s cookie under the account’s name', forgedFromGuest, 'sign_in_required'],
    ['with an account without a role', shopperWithAccount, 'role_missing'],
    ['with a key of every scope but admin', async () => bearer(['buy', 'read', 'webhooks']), 'scope_missing'],
  ] as [string, () => Promise<Record<string, string>>, string][]) {
    test(`${who} every procedure refuses with ${code}`, async () => {
      const { client } = operatorAt(stage, await headers())
      for (const [name, call] of Object.entries(calls(client))) assert.equal(await codeOf(call()), code, name)
      const rows = await stage.ctx.db.select().from(schema.operatorActions).orderBy(desc(schema.operatorActions.id))
      assert.equal(
        rows.some(({ action }) => action === 'gate.rebuild'),
        false,
        'no action was executed',
      )
      const watched = await stage.send('/trpc/admin/system.watch', {
        headers: { accept: 'text/event-stream', ...(await headers()) },
      })
      assert.match(String(watched.body), new RegExp(code))
    })
  }

  test('with an admin key on the request every procedure is accessible without a cookie', async () => {
    const { client } = operatorAt(stage, await bearer(['admin']))
    for (const [name, call] of Object.entries(calls(client)))
      assert.doesNotMatch(
        String(await codeOf(call())),
        /^(sign_in_required|role_missing|scope_missing|internal_error)/,
        name,
      )
  })

  async function bearer(scopes: string[]): Promise<Record<string, string>> {
    const { key } = await newPartner(stage, `console-${scopes.length}`, scopes)
    return { authorization: `Bearer ${key}` }
  }

  async function forgedFromGuest(): Promise<Record<string, string>> {
    const shopper = shopperAt(stage.origin)
    return { cookie: (await shopper.arrive()).replace('hg_session', 'hg.session_token') }
  }

  async function shopperWithAccount(): Promise<Record<string, string>> {
    const browser = browserAt(stage)
    await signIn(stage, browser, 'shopper@example.com')
    return { cookie: `hg.session_token=${browser.cookies.get('hg.session_token')}` }
  }
})

describe('a role', () => {
  /** The procedures that a role may not use. */
  const refusedTo = async (role: Role): Promise<string[]> => {
    const { client } = await signedIn(stage, `role-${role}`, role)
    const refused: string[] = []
    for (const [name, call] of Object.entries(calls(client)))
      if ((await codeOf(call())) === 'role_missing') refused.push(name)
    return refused.toSorted()
  }
  const OWNERS = ['keys.create', 'keys.revoke', 'mailbox.list', 'operators.remove', 'operators.set']

  test('merchant reads and changes sales and orders, and nothing else', async () => {
    const own = /^(session\.get|sales\.|pictures\.add|exports\.|find$|orders\.|attempts\.search)/
    const others = Object.keys(calls(operatorAt(stage).client)).filter((name) => !own.test(name))
    assert.deepEqual(await refusedTo('merchant'), others.toSorted())
  })

  test('viewer reads', async () => {
    const { adminRouter } = await import('../src/console/router.ts')
    const changes = Object.entries(adminRouter._def.procedures)
      .filter(([, procedure]) => (procedure as unknown as { _def: { type: string } })._def.type === 'mutation')
      .map(([name]) => name)
    assert.deepEqual(await refusedTo('viewer'), [...changes, 'mailbox.list'].toSorted())
  })

  test('operator changes everything but keys and operators', async () => {
    assert.deepEqual(await refusedTo('operator'), OWNERS)
  })

  test('owner may do everything', async () => {
    assert.deepEqual(await refusedTo('owner'), [])
  })

  test('given, changed and removed takes effect within five seconds, and a refused attempt is in the audit log', async () => {
    const owner = await signedIn(stage, 'chief')
    const clerk = await signedIn(stage, 'clerk', 'viewer')
    const pause = () => codeOf(clerk.client.sales.pause.mutate({ id: 999 }))
    assert.equal(await pause(), 'role_missing')
    const began = performance.now()
    await owner.client.operators.set.mutate({ email: 'Clerk@Example.com', role: 'operator' })
    await owner.client.operators.set.mutate({ email: 'new@example.com', role: 'viewer' })
    const mailed = async (email: string) => {
      const { mails } = await owner.client.mailbox.list.query()
      return mails.filter(({ to, kind }) => to === email && kind === 'operator_invited').length
    }
    assert.deepEqual([await mailed('new@example.com'), await mailed(clerk.email)], [1, 0], 'only who is new is invited')
    await until('the role is known', async () => (await pause()) === 'sale_not_found')
    await owner.client.operators.remove.mutate({ email: clerk.email })
    await until('the role is gone', async () => (await codeOf(clerk.client.session.get.query())) === 'role_missing')
    assert.equal(performance.now() - began < 10_000, true)
    const { actions } = await owner.client.actions.list.query({})
    assert.equal(actions.find(({ actor }) => actor === clerk.accountId)?.email, clerk.email)
    const { operatorActions } = schema
    const byClerk = await stage.ctx.db.select().from(operatorActions).where(eq(operatorActions.actor, clerk.accountId))
    const found = byClerk.map(({ action, outcome }) => `${action} ${outcome}`)
    assert.deepEqual([...new Set(found)].toSorted(), [
      'account.sign_in ok',
      'sale.pause role_missing',
      'sale.pause sale_not_found',
    ])
    assert.equal(JSON.stringify(actions.map(({ subject }) => subject)).includes('clerk@'), false)
  })

  test('owner stays with at least one address, also when two owners remove each other at once', async () => {
    const own = await createServerStage({})
    try {
      const [one, two] = [await signedIn(own, 'one'), await signedIn(own, 'two')]
      for (const { client } of [one, two]) assert.equal((await client.session.get.query()).role, 'owner')
      const found = await Promise.all([
        codeOf(one.client.operators.remove.mutate({ email: two.email })),
        codeOf(two.client.operators.set.mutate({ email: one.email, role: 'viewer' })),
      ])
      assert.deepEqual(found.toSorted(), ['last_owner', 'ok'])
    } finally {
      await own.stop()
    }
  })

  test('ends with the working day: an account signed in twelve hours ago signs in again', async () => {
    const tired = await signedIn(stage, 'tired')
    await stage.ctx.db
      .update(schema.accountSessions)
      .set({ createdAt: sql`now() - interval '12 hours 1 second'` })
      .where(eq(schema.accountSessions.userId, tired.accountId))
    assert.equal(await codeOf(tired.client.session.get.query()), 'sign_in_required')
    assert.equal((await tired.browser.query('account.get')).body.result.data.email, tired.email, 'it may still shop')
  })
})

describe('changes', () => {
  test('from a page of another origin are refused', async () => {
    const { cookie } = await signedIn(stage, 'lured')
    const elsewhere = operatorAt(stage, { origin: 'https://evil.example', cookie })
    await assert.rejects(elsewhere.client.sales.pause.mutate({ id: stage.saleId }))
    assert.equal((await stage.get(`/v1/sales/${stage.saleId}`)).body.status, 'open')
  })
})

/**
 * Repeats a request until it is refused. @returns the time from the call to the sending of the last accepted request. It measures the
 * time of sending, because a slow response alone does not show that the server refuses too late.
 */
async function acceptedForMs(ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  let acceptedAt = began
  await until('the server refuses the session', async () => {
    const sentAt = performance.now()
    if ((await codeOf(ask())) === 'sign_in_required') return true
    acceptedAt = sentAt
    return false
  })
  return acceptedAt - began
}

test('signing out everywhere ends sessions and open streams on every server within five seconds', async () => {
  const other = await createServerStage({ beside: stage })
  try {
    const operator = await signedIn(stage, 'leaving')
    const there = operatorAt(other, { cookie: operator.cookie })
    const blocks: string[] = []
    const watching = (async () => {
      for await (const block of there.watch()) blocks.push(block)
    })()
    await until('the stream has started', () => blocks.some((block) => block.includes('"samples"')))
    await operator.client.session.get.query()
    await operator.browser.post('/auth/revoke-sessions', {})
    assert.equal(await codeOf(operator.client.session.get.query()), 'sign_in_required', 'here at once')
    assert.ok((await acceptedForMs(() => there.client.session.get.query())) < 5_000)
    await watching
    assert.match(blocks.join('\n'), /event: serialized-error\ndata: [^\n]*sign_in_required/)
  } finally {
    await other.stop()
  }
})

test('a large body is accepted only from operators', async () => {
  const items = Array.from({ length: 1_000 }, (_, i) => ({ name: `Item ${i}`, stock: 1, price: 100 }))
  const operator = await signedIn(stage, 'large')
  assert.equal((await operator.client.sales.open.mutate({ name: 'Large', items })).items_count, 1_000)
  const answer = await stage.postJson('/trpc/admin/sales.open', { name: 'Large', items })
  assert.deepEqual([answer.status, answer.body.code], [413, 'body_too_large'])
  const chunked = await sendBytes(
    stage.port,
    'POST /trpc/admin/sales.open HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n',
  )
  assert.match(chunked, /^HTTP\/1.1 413 /)
})

describe('operations', () => {
  test('a sale can be created idempotently and controlled, and every action is audited under the key', async () => {
    const { client, accountId } = await signedIn(stage, 'controlling')
    const once = { context: { idempotencyKey: 'open-coats' } }
    const coats = { name: 'Coats', items: [{ name: 'Coat', stock: 4, price: 900 }] }
    const [sale, again] = [await client.sales.open.mutate(coats, once), await client.sales.open.mutate(coats, once)]
    assert.equal(again.id, sale.id)
    const { id } = sale
    assert.equal((await client.sales.addItems.mutate({ id, items: [{ stock: 1, price: 5 }] })).items_count, 2)
    assert.equal((await client.sales.pause.mutate({ id })).status, 'paused')
    assert.equal((await client.sales.resume.mutate({ id })).status, 'open')
    const { epoch } = await client.gate.rebuild.mutate({ id })
    const compared = await client.gate.compare.query({ id })
    assert.deepEqual([compared.gate, compared.epoch, compared.differences], ['ok', epoch, []])
    assert.equal((await client.sales.close.mutate({ id })).status, 'closed')
    assert.equal(await codeOf(client.sales.pause.mutate({ id })), 'sale_closed')
    assert.equal((await client.sales.audit.query({ id })).promises.exact, true)
    const { actions } = await client.actions.list.query({})
    const mine = actions.filter(({ actor }) => actor === accountId)
    assert.deepEqual(mine.map(({ action, outcome }) => `${action} ${outcome}`).toReversed(), [
      'account.sign_in ok',
      'sale.open ok',
      'sale.add_items ok',
      'sale.pause ok',
      'sale.resume ok',
      'gate.rebuild ok',
      'sale.close ok',
      'sale.pause sale_closed',
    ])
  })

  test('invalid input is refused with the name of the field', async () => {
    const { client } = await signedIn(stage, 'wrong')
    const wrong: [() => Promise<unknown>, string][] = [
      [() => client.sales.open.mutate({ name: '', items: [{ stock: 1, price: 1 }] }), 'name must not be empty'],
      [() => client.sales.open.mutate({ name: 'A', items: [] }), 'items must contain at least one item'],
      [() => client.orders.search.query({ order_id: 'x' }), 'order_id must be an order number or a valid id'],
      [() => client.orders.search.query({ from: 'noon' }), 'from must be a time such as 2026-01-31T18:00:00Z'],
      [() => client.attempts.search.query({ outcome: 'fine' }), 'outcome must be ok or a refusal'],
      [() => client.attempts.search.query({ cursor: 'x' }), 'cursor must be the next_cursor of an earlier page'],
      [() => client.webhooks.deliveries.query({ id: 'x' }), 'id must be an id'],
    ]
    for (const [call, detail] of wrong) {
      const [status, code, says] = (await resultOf(call())) as [number, string, string]
      assert.deepEqual([status, code, says.split(';')[0]], [400, 'invalid_request', detail])
    }
  })

  test('an API key is shown once and never stored for an Idempotency-Key; keys can be listed and revoked', async () => {
    const { client } = await signedIn(stage, 'keyring')
    const once = { context: { idempotencyKey: 'a-key' } }
    const made = await client.keys.create.mutate({ partner: 'acme', scopes: ['buy'] }, once)
    const other = await client.keys.create.mutate({ partner: 'acme', scopes: ['buy'] }, once)
    assert.notEqual(made.key, other.key)
    const rows = await stage.ctx.db.select().from(schema.idempotencyKeys)
    assert.equal(JSON.stringify(rows).includes(made.key), false)
    assert.equal(await codeOf(client.keys.create.mutate({ partner: 'acme', scopes: ['buy'] })), 'keys_full')
    assert.equal((await client.keys.revoke.mutate({ id: made.id })).revoked_at !== null, true)
    const { keys } = await client.keys.list.query({ partner: 'acme' })
    assert.deepEqual(
      keys.map(({ revoked_at }) => revoked_at === null),
      [true, false],
    )
  })

  test('audit log and logs contain only the host of a webhook URL', async () => {
    const lines: string[] = []
    const logging = await createServerStage({ log: (line) => lines.push(line), beside: stage })
    try {
      const { client, accountId } = await signedIn(logging, 'quiet')
      const paths = ['https://hooks:hunter2@example.com/s3cret?token=hunter3#hunter4', 'hunter5@nowhere/s3cret']
      for (const url of paths) await resultOf(client.webhooks.create.mutate({ url }))
      const { actions } = await client.actions.list.query({})
      assert.deepEqual(
        actions
          .filter(({ actor, action }) => actor === accountId && action === 'webhook.create')
          .map(({ subject }) => subject),
        ['no URL', 'https://example.com/…'],
      )
      assert.match(lines.join(''), /"action":"webhook\.create"/)
      assert.doesNotMatch(lines.join('') + JSON.stringify(actions), /hunter|s3cret/)
    } finally {
      await logging.stop()
    }
  })

  test("a webhook's secret is not stored for an Idempotency-Key, but replays include it", async () => {
    const { client } = await signedIn(stage, 'secretive')
    const once = { context: { idempotencyKey: 'a-hook' } }
    const create = () => client.webhooks.create.mutate({ url: 'https://93.184.216.34/mine' }, once)
    const made = await create()
    assert.deepEqual(await create(), made)
    const rows = await stage.ctx.db.select().from(schema.idempotencyKeys)
    assert.ok(JSON.stringify(rows).includes(made.id))
    assert.equal(JSON.stringify(rows).includes('whsec_'), false)
    assert.equal((await client.webhooks.remove.mutate({ id: made.id })).id, made.id)
    assert.equal(await codeOf(create()), 'webhook_not_found')
  })

  test('webhooks of all partners can be listed, tested, enabled and deleted, and their deliveries listed and replayed', async () => {
    const partner = await newPartner(stage, 'hooked', ['webhooks'])
    const { body: webhook } = await partner.post('/v1/webhooks', { url: 'https://93.184.216.34/hook' })
    const { client } = await signedIn(stage, 'hooks')
    const { webhooks } = await client.webhooks.list.query({})
    assert.deepEqual(webhooks.find(({ id }) => id === webhook.id)?.principal, 'hooked')
    const { event_id } = await client.webhooks.test.mutate({ id: webhook.id })
    const [delivery] = (await client.webhooks.deliveries.query({ id: webhook.id })).deliveries
    assert.ok(delivery?.event_id === event_id)
    const replayed = await client.webhooks.replayDelivery.mutate({ id: webhook.id, delivery_id: delivery.id })
    const { deliveries } = await client.webhooks.deliveries.query({ id: webhook.id })
    assert.deepEqual(
      deliveries.map(({ id }) => id),
      [replayed.id, delivery.id],
    )
    assert.equal((await client.webhooks.enable.mutate({ id: webhook.id })).status, 'enabled')
    assert.equal((await client.webhooks.remove.mutate({ id: webhook.id })).id, webhook.id)
    assert.equal(await codeOf(client.webhooks.test.mutate({ id: webhook.id })), 'webhook_not_found')
  })
})

test('the system stream has one sample per second with requests, commits and backlog', async () => {
  const operator = await signedIn(stage, 'watching')
  const { body } = await stage.post(`/checkout?user_id=machine&id=${stage.item(7)}`)
  await stage.post(`/purchase?code=${body.code}`)
  await stage.post(`/purchase?code=${body.code}`)
  stage.app.system.reconciled(1, 0)
  const samples: MachineSample[] = []
  for await (const block of operator.watch()) {
    const data = /^data: (\{.*"samples".*)$/m.exec(block)?.[1]
    if (data) samples.push(...(JSON.parse(data) as { samples: MachineSample[] }).samples)
    const last = samples.at(-1)
    if (sum(samples, 'purchase', 'code_used') > 0 && last?.backlog && last.reconciler) break
  }
  const last = samples.at(-1)
  assert.equal(sum(samples, 'checkout', 'ok') >= 1, true)
  assert.deepEqual([sum(samples, 'purchase', 'ok'), sum(samples, 'purchase', 'code_used')], [1, 1])
  assert.deepEqual([last?.gate.up, (last?.gate.epoch ?? 0) > 0, last?.backlog?.events.length], [true, true, 2])
  const commits = samples.map(({ ledger }) => ledger.takes)
  assert.equal(
    commits.some(({ commits, commit_ms }) => commits >= 1 && (commit_ms ?? 0) > 0),
    true,
  )
})

const sum = (samples: MachineSample[], kind: 'checkout' | 'purchase', outcome: string): number =>
  samples.reduce((total, sample) => total + (sample[kind].outcomes[outcome] ?? 0), 0)
