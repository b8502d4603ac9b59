import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { schema } from '@hourglass/db'
import { type QueuedMail, queueMail, readMailbox, signInCodeMail } from '../src/operations/index.ts'
import { createStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await createStage()
})
after(() => stage.stop())
afterEach(() => stage.ctx.db.delete(schema.mails))

const mail = (change: Partial<QueuedMail> = {}): QueuedMail => ({
  kind: 'sign_in_code',
  to: 'ann@example.com',
  content: signInCodeMail({ code: '043917', minutes: 10 }),
  expiresAt: new Date(Date.now() + 600_000),
  transport: 'mailbox',
  ...change,
})

test('concurrent requests under one key queue one mail', async () => {
  const queued = await Promise.all(
    Array.from({ length: 8 }, () => queueMail(stage.ctx, mail({ dedupeKey: 'order 1' }))),
  )
  assert.deepEqual(queued.sort(), [false, false, false, false, false, false, false, true])
  assert.equal(await stage.ctx.db.$count(schema.mails), 1)
})

test('a mail queued in a transaction that rolls back is not queued', async () => {
  const { db, newId } = stage.ctx
  const failed = db.transaction(async (tx) => {
    await queueMail({ db: tx, newId }, mail())
    throw new Error('rolled back')
  })
  await assert.rejects(failed, /rolled back/)
  assert.equal(await db.$count(schema.mails), 0)
})

test('the development mailbox shows the newest 50 mails that are not erased, newest first, and no mail sent by SMTP', async () => {
  for (let n = 0; n < 52; n++) await queueMail(stage.ctx, mail({ to: `buyer${n}@example.com` }))
  await queueMail(stage.ctx, mail({ to: 'smtp@example.com', transport: 'smtp' }))
  const shown = await readMailbox(stage.ctx)
  assert.ok(shown.ok)
  const { mails } = shown.value
  assert.deepEqual(
    mails.map(({ to }) => to),
    Array.from({ length: 50 }, (_, n) => `buyer${51 - n}@example.com`),
  )
  assert.deepEqual(mails[0]?.subject, '043917 is your Hourglass sign-in code')
  await stage.ctx.db
    .update(schema.mails)
    .set({ status: 'sent', recipient: null, subject: null, text: null, html: null })
  assert.deepEqual(await readMailbox(stage.ctx), { ok: true, value: { mails: [] } })
})
