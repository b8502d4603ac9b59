/** The audit log records every change by an operator, over REST and in the console, whatever its outcome. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { desc } from 'drizzle-orm'
import { adminRouter } from '../src/console/router.ts'
import { routes } from '../src/routes/index.ts'
import { signedIn } from './operator.ts'
import { newPartner } from './partner.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const { operatorActions } = schema
const ID = '0198f3d2-7a54-7f9d-8537-985966000001'
const count = () => stage.ctx.db.$count(operatorActions)
const lastAction = async () =>
  (await stage.ctx.db.select().from(operatorActions).orderBy(desc(operatorActions.id)).limit(1))[0]
const json = (method: string, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: '{}',
})

/** The expected action of each mutating operator route. A new route needs an entry, or its test fails. */
const actions: Record<string, string> = {
  openSale: 'sale.open',
  addItems: 'sale.add_items',
  addPicture: 'picture.add',
  correctItem: 'item.correct',
  withdrawItem: 'item.withdraw',
  refundOrder: 'order.refund',
  duplicateSale: 'sale.duplicate',
  pauseSale: 'sale.pause',
  resumeSale: 'sale.resume',
  closeSale: 'sale.close',
  changeQueue: 'sale.change_queue',
  syncExpired: 'reservation.sync_expired',
  createKey: 'key.create',
  revokeKey: 'key.revoke',
  createWebhook: 'webhook.create',
  removeWebhook: 'webhook.remove',
  enableWebhook: 'webhook.enable',
  testWebhook: 'webhook.test',
  replayDelivery: 'webhook.replay_delivery',
  replaySince: 'webhook.replay',
}

describe('every change by an operator over REST is logged once', () => {
  const changes = routes.filter(
    ({ method, scopes }) => method !== 'get' && scopes.some((scope) => scope === 'admin' || scope === 'webhooks'),
  )
  for (const { id, method, path, file } of changes)
    test(id, async () => {
      const type: Record<string, string> = file ? { 'content-type': file[0] ?? '' } : {}
      const before = await count()
      await stage.send(path.replace(/\{\w+\}/g, path.includes('sales') ? '4711' : ID), json(method.toUpperCase(), type))
      assert.equal((await count()) - before, 1)
      const entry = await lastAction()
      assert.deepEqual([entry?.action, entry?.actor], [actions[id], 'open'])
      assert.notEqual(entry?.outcome, null)
    })

  test('a webhook URL is logged as its host only, without secrets', async () => {
    const url = 'https://shop.example/hooks?token=secret'
    const { body } = await stage.postJson('/v1/webhooks', { url })
    const entry = await lastAction()
    assert.deepEqual(
      [entry?.action, entry?.subject, entry?.outcome],
      ['webhook.create', 'https://shop.example/…', 'ok'],
    )
    await stage.send(`/v1/webhooks/${body.id}`, { method: 'DELETE' })
    assert.deepEqual([(await lastAction())?.action, (await lastAction())?.subject], ['webhook.remove', body.id])
  })

  test('the actor is the operator’s key; a partner’s changes to its own webhooks are not logged', async () => {
    const operator = await newPartner(stage, 'boss', ['admin', 'webhooks'])
    await stage.send(`/v1/webhooks/${ID}/test`, json('POST', { authorization: `Bearer ${operator.key}` }))
    assert.match((await lastAction())?.actor ?? '', /^key boss /)
    const partner = await newPartner(stage, 'acme', ['webhooks'])
    const before = await count()
    await stage.send(`/v1/webhooks/${ID}/test`, json('POST', { authorization: `Bearer ${partner.key}` }))
    assert.equal((await count()) - before, 0)
  })
})

test('every change in the console is logged once', async () => {
  const operator = await signedIn(stage, 'console')
  const headers = { cookie: operator.cookie }
  const procedures = Object.entries(
    adminRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>,
  )
  const changes = procedures.filter(([, { _def }]) => _def.type === 'mutation')
  assert.ok(changes.length > 10)
  for (const [name] of changes) {
    const before = await count()
    await stage.send(`/trpc/admin/${name}`, json('POST', headers))
    assert.equal((await count()) - before, 1, name)
    assert.match((await lastAction())?.actor ?? '', /^account:/, name)
  }
})
