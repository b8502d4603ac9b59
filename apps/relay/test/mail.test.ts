/** Mail: sent at least once through failures of mail servers and relays, and erased afterwards. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { type QueuedMail, queueMail as queue, signInCodeMail } from '@hourglass/core/operations'
import { createDatabase } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { createSmtp } from '../src/mail/smtp.ts'
import { tidyMail } from '../src/mail/tidy-mail.ts'
import { type Measures, unmeasured } from '../src/measures.ts'
import { type Decide, smtpTo, startMailServer } from './mail-server.ts'
import { startReceiver } from './receiver.ts'
import { createRelayStage, type RelayStage } from './stage.ts'

const HOUR_MS = 3_600_000
const content = { subject: 'Hello', text: 'plain words', html: '<p>marked-up words</p>' }

let stage: RelayStage
let db: ReturnType<typeof createDatabase>
let stops: (() => unknown)[] = []
let lines: string[] = []
before(async () => {
  stage = await createRelayStage()
  db = createDatabase(stage.stores.databaseUrl, { max: 2 })
})
after(async () => {
  await db.$client.end()
  await stage.stop()
})
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
  lines = []
  await stage.pool.query('DELETE FROM mails')
  await stage.pool.query('DELETE FROM webhooks')
})

const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, msg: message }))
const log = { info: write, warn: write, error: write }

async function relay(change: Parameters<RelayStage['relay']>[0] = {}) {
  const started = await stage.relay({ log, ...change })
  stops.push(() => started.stop())
  return started
}
async function mailServer(decide?: Decide) {
  const server = await startMailServer(decide)
  stops.push(() => server.stop())
  return server
}

/** Queues a mail. @returns its id */
async function queueMail(change: Partial<QueuedMail> = {}): Promise<string> {
  const id = randomUUIDv7()
  const expiresAt = new Date(Date.now() + HOUR_MS)
  const mail = {
    kind: 'sign_in_code',
    to: 'ann@example.com',
    content,
    expiresAt,
    transport: 'smtp',
    ...change,
  } as const
  await queue({ db, newId: () => id }, mail)
  return id
}

interface Row {
  status: string
  attempts: number
  error: string | null
  recipient: string | null
  content: (string | null)[]
}
async function row(id: string): Promise<Row> {
  const text = `SELECT status, attempts, error, recipient, ARRAY[subject, text, html] AS content FROM mails WHERE id = $1`
  return (await stage.pool.query(text, [id])).rows[0]
}
const status = async (id: string) => (await row(id)).status
const logged = (event: string) => lines.filter((line) => line.includes(`"event":"${event}"`))
const assertErased = ({ recipient, content }: Row) =>
  assert.deepEqual([recipient, ...content], [null, null, null, null])

test('a queued mail arrives with its text, its HTML and its fixed Message-ID, and is erased', async () => {
  const server = await mailServer()
  await relay({ smtp: smtpTo(server.port) })
  const id = await queueMail()
  await until('it is sent', async () => (await status(id)) === 'sent')
  const [{ from, to, headers, raw } = assert.fail()] = server.received
  assert.deepEqual([from, to, server.received.length], ['shop@example.org', ['ann@example.com'], 1])
  assert.equal(headers.get('message-id'), `<${id}@example.org>`)
  assert.equal(headers.get('from'), 'Hourglass <shop@example.org>')
  assert.equal(headers.get('to'), 'ann@example.com')
  assert.equal(headers.get('subject'), 'Hello')
  assert.equal(headers.get('auto-submitted'), 'auto-generated')
  assert.match(raw, /Content-Type: text\/plain.+plain words.+Content-Type: text\/html.+<p>marked-up words<\/p>/s)
  assertErased(await row(id))
})

test('two relays send each mail once', async () => {
  const server = await mailServer()
  await Promise.all([relay({ smtp: smtpTo(server.port) }), relay({ smtp: smtpTo(server.port) })])
  const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => queueMail({ to: `buyer${n}@example.com` })))
  await until('all are sent', async () => (await Promise.all(ids.map(status))).every((each) => each === 'sent'))
  assert.equal(server.received.length, 60)
  assert.equal(new Set(server.recipients()).size, 60)
})

test('a mail whose relay is killed after the server accepted it is sent again under the same Message-ID', async () => {
  const child = () => started ?? assert.fail()
  const server = await mailServer(async () => {
    // The server has the mail, and its reply finds no relay.
    child().kill('SIGKILL')
    await once(child(), 'exit')
    return undefined
  })
  const { databaseUrl, redisUrl } = stage.stores
  const id = await queueMail()
  const started = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      MAIL_FROM: 'shop@example.org',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await until('the server accepted it', () => server.received.length === 1)
  assert.deepEqual([await status(id), (await row(id)).attempts], ['pending', 1])

  server.decide(() => undefined)
  await relay({ smtp: smtpTo(server.port) })
  // End the lease of the killed relay now.
  await stage.pool.query('UPDATE mails SET next_attempt_at = now() WHERE id = $1', [id])
  await until('it is sent again', async () => (await status(id)) === 'sent')
  assert.deepEqual(
    server.received.map(({ headers }) => headers.get('message-id')),
    [`<${id}@example.org>`, `<${id}@example.org>`],
  )
})

test('mail waits while the mail server is away, and arrives when it is back', async () => {
  const server = await mailServer()
  await server.stop()
  await relay({ smtp: smtpTo(server.port) })
  const ids = await Promise.all(Array.from({ length: 8 }, () => queueMail()))
  const tried = async () => (await Promise.all(ids.map(row))).every(({ attempts }) => attempts > 1)
  await until('each was tried again', tried)
  assert.equal((await row(ids[0] ?? '')).error, 'ECONNREFUSED')
  await server.start()
  await until('all arrive', () => server.received.length === ids.length)
  await until('that it is back is logged', () => logged('mail.back').length === 1)
  assert.equal(logged('mail.away').length, 1, 'it is logged once, not for each mail')
})

test('a connection that the mail server closed while it was idle is replaced', async () => {
  const server = await mailServer()
  await relay({ smtp: smtpTo(server.port) })
  for (let n = 1; n <= 3; n++) {
    const id = await queueMail()
    await until('it is sent', async () => (await status(id)) === 'sent')
    assert.deepEqual([server.received.length, (await row(id)).attempts], [n, 1])
    await server.stop()
    await server.start()
  }
})

test('a mail that is deferred with 4xx, as by greylisting, is accepted later', async () => {
  let asked = 0
  const server = await mailServer(() => (++asked < 3 ? 451 : undefined))
  await relay({ smtp: smtpTo(server.port) })
  const id = await queueMail()
  await until('it is sent', async () => (await status(id)) === 'sent')
  assert.deepEqual([server.received.length, (await row(id)).attempts], [1, 3])
  assert.equal(logged('mail.deferred').length, 2)
})

test('a mail that is refused with 5xx is not sent again, and is erased', async () => {
  let asked = 0
  const server = await mailServer(({ to }) => {
    if (to[0] !== 'gone@example.com') return undefined
    asked++
    return 550
  })
  await relay({ smtp: smtpTo(server.port) })
  const refused = await queueMail({ to: 'gone@example.com' })
  await until('it is refused', async () => (await status(refused)) === 'refused')
  const next = await queueMail()
  await until('another one is sent', async () => (await status(next)) === 'sent')
  assert.deepEqual([asked, (await row(refused)).error], [1, '550 5.1.1 to DATA'])
  assertErased(await row(refused))
})

test('a wrong password refuses no mail: it waits until the password is right', async () => {
  const server = await mailServer()
  const auth = { user: 'shop', pass: 'wrong' }
  const first = await relay({ smtp: smtpTo(server.port, { auth }) })
  const id = await queueMail()
  await until('it was tried', async () => (await row(id)).error !== null)
  assert.match((await row(id)).error ?? '', /^535/)
  assert.equal(await status(id), 'pending')
  await first.stop()
  await relay({ smtp: smtpTo(server.port, { auth: { ...auth, pass: 'right' } }) })
  await until('it is sent', async () => (await status(id)) === 'sent')
})

test('neither a password nor a mail leaves this machine unencrypted when a password is set', async () => {
  const server = await mailServer()
  // An address that reaches this machine but does not say so.
  const smtp = createSmtp(smtpTo(server.port, { host: '0.0.0.0', auth: { user: 'shop', pass: 'right' } }))
  const sent = await smtp.send(
    { id: randomUUIDv7(), recipient: 'ann@example.com', ...content },
    AbortSignal.timeout(60_000),
  )
  smtp.close()
  assert.deepEqual([sent.verdict, server.logins(), server.received.length], ['deferred', 0, 0])
})

test('a silent mail server is given up on, and the mail is tried again', async () => {
  const sockets = new Set<net.Socket>()
  const silent = net.createServer((socket) => void sockets.add(socket.on('error', () => {})))
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  stops.push(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  await relay({ smtp: smtpTo((silent.address() as net.AddressInfo).port), mailMs: 50 })
  const id = await queueMail()
  await until('it was tried again', async () => (await row(id)).attempts > 1)
  assert.equal((await row(id)).error, 'no answer in time')
  assert.equal(await status(id), 'pending')
})

test('while a mail server accepts mail but never replies, webhooks are delivered and the relay stops', {
  timeout: 90_000,
}, async () => {
  let asked = 0
  const server = await mailServer(() => {
    asked++
    return new Promise(() => {})
  })
  const endpoint = await startReceiver()
  stops.push(() => endpoint.stop())
  // Queued before the relay starts, so that its first claim takes all connections.
  for (let n = 0; n < 20; n++) await queueMail()
  const started = await relay({ smtp: smtpTo(server.port), mailStopMs: 20 })
  await until('every connection is busy', () => asked === 5)
  await stage.webhook(endpoint.url)
  await stage.emit('order.confirmed')
  await until('the event is delivered', () => endpoint.received.length > 0)
  await started.stop()
  const { rows } = await stage.pool.query(`SELECT 1 FROM mails WHERE status = 'pending'`)
  assert.equal(rows.length, 20, 'none is lost')
})

test('a sign-in code does not wait behind mail that may be sent later', async () => {
  const server = await mailServer()
  for (let n = 0; n < 40; n++) await queueMail({ kind: 'operator_invited', to: `buyer${n}@example.com` })
  await queueMail({ expiresAt: new Date(Date.now() + HOUR_MS / 6) })
  await relay({ smtp: smtpTo(server.port) })
  await until('all arrive', () => server.received.length === 41)
  assert.ok(server.recipients().slice(0, 5).includes('ann@example.com'))
})

test('a mail that is too old is not sent, and upkeep expires and erases it', async () => {
  const server = await mailServer()
  const finished: string[] = []
  const measures: Measures = { ...unmeasured, mailFinished: (kind, status) => void finished.push(`${kind} ${status}`) }
  const late = await queueMail({ expiresAt: new Date(Date.now() - 1_000) })
  const timely = await queueMail({ kind: 'operator_invited', to: 'bob@example.com' })
  await relay({ smtp: smtpTo(server.port), measures })
  await until('the other one is sent', async () => (await status(timely)) === 'sent')
  await tidyMail(stage.pool, { log, measures })
  assert.deepEqual(server.recipients(), ['bob@example.com'])
  assert.equal(await status(late), 'expired')
  assertErased(await row(late))
  assert.deepEqual(finished, ['operator_invited sent', 'sign_in_code expired'])
})

test('upkeep expires no mail that a relay is sending', async () => {
  const release = Promise.withResolvers<undefined>()
  const server = await mailServer(() => release.promise)
  await relay({ smtp: smtpTo(server.port) })
  const id = await queueMail()
  await until('it is being sent', async () => (await row(id)).attempts === 1)
  await stage.pool.query(`UPDATE mails SET expires_at = now() - interval '1 second' WHERE id = $1`, [id])
  await tidyMail(stage.pool, { log, measures: unmeasured })
  assert.equal(await status(id), 'pending')
  release.resolve(undefined)
  await until('it is sent', async () => (await status(id)) === 'sent')
})

test('no log line and no stored error has an address, a subject or a text', async () => {
  const codes: Record<string, number> = { 'gone@example.com': 550, 'later@example.com': 451 }
  const server = await mailServer(({ to }) => codes[to[0] ?? ''])
  const started = await relay({ smtp: smtpTo(server.port) })
  const sent = await queueMail()
  const refused = await queueMail({ to: 'gone@example.com' })
  const deferred = await queueMail({ to: 'later@example.com' })
  await until('it is sent', async () => (await status(sent)) === 'sent')
  await until('it is refused', async () => (await status(refused)) === 'refused')
  await until('it is deferred', async () => (await row(deferred)).error !== null)
  await server.stop()
  await until('the server is away', () => logged('mail.away').length > 0)
  await started.stop()
  await stage.pool.query(`UPDATE mails SET expires_at = now() - interval '1 second', next_attempt_at = now()`)
  await tidyMail(stage.pool, { log, measures: unmeasured })
  assert.equal(logged('mail.expired').length, 1)
  assert.equal(logged('mail.refused').length, 1)
  const errors = (await stage.pool.query<{ error: string }>('SELECT error FROM mails')).rows.map(({ error }) => error)
  for (const line of [...lines, ...errors]) assert.doesNotMatch(line ?? '', /@|example\.com|Hello|words|welcome/)
})

test('a second mail with the same key is not queued', async () => {
  const server = await mailServer()
  const first = await queueMail({ dedupeKey: 'order 1' })
  const second = await queueMail({ dedupeKey: 'order 1' })
  const other = await queueMail({ dedupeKey: 'order 2' })
  await relay({ smtp: smtpTo(server.port) })
  await until('both are sent', async () => (await status(first)) === 'sent' && (await status(other)) === 'sent')
  await queueMail({ dedupeKey: 'order 1' })
  assert.equal(await row(second), undefined)
  const { rows } = await stage.pool.query('SELECT id FROM mails ORDER BY id')
  assert.deepEqual(
    rows.map(({ id }) => id),
    [first, other],
  )
})

test('mail of the development mailbox is logged with a masked address, and erased after an hour', async () => {
  await relay()
  const id = await queueMail({ transport: 'mailbox', content: signInCodeMail({ code: '043917', minutes: 10 }) })
  await until('it is shown', async () => (await status(id)) === 'sent')
  const [line = ''] = logged('mail.shown')
  assert.equal(JSON.parse(line).msg, 'Mail to a•••@example.com: 043917 is your Hourglass sign-in code')
  assert.doesNotMatch(lines.join(), /ann@/)

  const aged = async (age: string) => {
    await stage.pool.query('UPDATE mails SET updated_at = now() - $2::interval WHERE id = $1', [id, age])
    await tidyMail(stage.pool, { log, measures: unmeasured })
  }
  await aged('59 minutes')
  assert.equal((await row(id)).recipient, 'ann@example.com')
  await aged('61 minutes')
  assertErased(await row(id))
})

test('upkeep deletes finished mail after a day, and no pending mail', async () => {
  const [pending, old, fresh] = await Promise.all([queueMail(), queueMail(), queueMail()])
  await stage.pool.query(`UPDATE mails SET status = 'sent' WHERE id <> $1`, [pending])
  await stage.pool.query(`UPDATE mails SET updated_at = now() - interval '25 hours' WHERE id <> $1`, [fresh])
  await tidyMail(stage.pool, { log, measures: unmeasured })
  assert.equal(await row(old), undefined)
  assert.deepEqual([await status(pending), await status(fresh)], ['pending', 'sent'])
})

test('without a mail server, mail waits and one warning is logged', async () => {
  await relay()
  const ids = await Promise.all([queueMail(), queueMail()])
  const shown = await queueMail({ transport: 'mailbox' })
  await until('the development mailbox works', async () => (await status(shown)) === 'sent')
  await until('the warning is logged', () => logged('mail.no_server').length > 0)
  const later = await queueMail({ transport: 'mailbox' })
  await until('the relay has polled again', async () => (await status(later)) === 'sent')
  assert.equal(logged('mail.no_server').length, 1)
  for (const id of ids) assert.deepEqual([await status(id), (await row(id)).attempts], ['pending', 0])
})

test('an address and a subject in another script arrive; the domain is sent in the ASCII form that DNS knows', async () => {
  const server = await mailServer()
  await relay({ smtp: smtpTo(server.port) })
  const ids = [
    await queueMail({ to: 'ann@bücher.example', content: { ...content, subject: 'Grüße 花' } }),
    await queueMail({ to: 'jürgen@bücher.example' }),
  ]
  await until('both are sent', async () => (await Promise.all(ids.map(status))).every((each) => each === 'sent'))
  // The test server decodes domains.
  assert.deepEqual(server.recipients().sort(), ['ann@bücher.example', 'jürgen@bücher.example'])
  const headers = server.received.find(({ to }) => to[0] === 'ann@bücher.example')?.headers
  assert.equal(headers?.get('to'), 'ann@xn--bcher-kva.example')
  assert.match(headers.get('subject') ?? '', /^=\?UTF-8\?[BQ]\?[!-~]+$/)
})

test('line breaks and separators in a recipient or subject add neither a header nor a recipient', async () => {
  for (const to of ['ann@example.com, bob@example.com', 'ann@example.com\r\nBcc: bob@example.com', '<ann@example.com>'])
    await assert.rejects(queueMail({ to }), {
      message: 'the recipient of a sign_in_code mail is not an e-mail address',
    })

  const server = await mailServer()
  await relay({ smtp: smtpTo(server.port) })
  const subject = 'Hello\r\nBcc: bob@example.com\r\n\r\nbody'
  const cleaned = await queueMail({ content: { ...content, subject } })
  // Written by something else: the relay itself must be safe, too.
  const [raw, several] = await Promise.all([queueMail(), queueMail()])
  await stage.pool.query('UPDATE mails SET subject = $2 WHERE id = $1', [raw, subject])
  await stage.pool.query('UPDATE mails SET recipient = $2 WHERE id = $1', [several, 'ann@example.com, bob@example.com'])
  const done = async (id: string) => (await status(id)) !== 'pending'
  await until('all are decided', async () =>
    (await Promise.all([cleaned, raw ?? '', several ?? ''].map(done))).every(Boolean),
  )
  for (const { to, headers } of server.received) {
    assert.ok(!to.includes('bob@example.com'), String(to))
    assert.equal(headers.has('bcc'), false)
  }
  assert.deepEqual([await status(cleaned), await status(raw ?? '')], ['sent', 'sent'])
})
