/** The relay process: startup without PostgreSQL, metrics, shutdown, configuration errors. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createPool } from '@hourglass/db'
import { freePort } from '@hourglass/stack'
import { startTestStores, type TestStores, until } from '@hourglass/stack/testing'
import { createSentences } from '@hourglass/telemetry/sentences'

const started: ChildProcess[] = []

function startRelay(env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  started.push(child)
  return child
}

let stores: TestStores & { postgres: NonNullable<TestStores['postgres']> }
before(async () => {
  stores = await startTestStores({ ownPostgres: true })
})
after(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await stores.stop()
})

test('the relay waits for PostgreSQL, starts when it is up, and exits with 0 on SIGTERM', async () => {
  await stores.postgres.kill()
  const child = startRelay({ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl })
  const [line] = await once(child.stdout ?? assert.fail(), 'data')
  assert.match(String(line), /waiting for PostgreSQL/)
  const ready = once(child, 'message')
  await stores.postgres.start()
  assert.deepEqual((await ready)[0], { ready: true })
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
})

test('a relay that gets SIGTERM releases its leases before it exits, so that another takes over at once', async () => {
  const pool = createPool(stores.databaseUrl, { max: 1, name: 'test' })
  const leases = async () => {
    const { rows } = await pool.query('SELECT 1 FROM relay_cursors WHERE leased_until > now()')
    return rows.length
  }
  try {
    const child = startRelay({ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl })
    await once(child, 'message')
    await until('the relay holds both leases', async () => (await leases()) === 2)
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    assert.deepEqual(await exit, [0, null])
    assert.equal(await leases(), 0)
  } finally {
    await pool.end()
  }
})

test('metrics and liveness are served on their own port without a key', async () => {
  const port = await freePort()
  const env = { DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl, RELAY_METRICS_PORT: String(port) }
  const child = startRelay(env)
  await once(child, 'message')
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return { status: response.status, text: await response.text() }
  }
  assert.equal((await ask('/livez')).status, 200)
  const { text } = await ask('/metrics')
  assert.match(text, /^hourglass_relay_events_total\{consumer="webhooks"\} \d+$/m)
  assert.match(text, /^hourglass_relay_oldest_mail_seconds 0$/m)
  assert.match(text, /^hourglass_relay_mails_total\{kind="sign_in_code",status="sent"\} 0$/m)
  assert.match(text, /^hourglass_pool_connections_max\{pool="relay"\} 6$/m)
  assert.equal((await ask('/purchase')).status, 404)
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
})

test('the development mailbox is printed at every LOG_LEVEL, as a sentence in a terminal', async () => {
  const child = startRelay({ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl, LOG_LEVEL: 'error' })
  await once(child, 'message')
  const pool = createPool(stores.databaseUrl, { max: 1, name: 'test' })
  try {
    await pool.query(
      `INSERT INTO mails (id, kind, transport, recipient, subject, text, html, expires_at)
       VALUES (gen_random_uuid(), 'sign_in_code', 'mailbox', 'ann@example.com', '043917 is your code', '', '', 'infinity')`,
    )
  } finally {
    await pool.end()
  }
  const [line] = await once(child.stdout ?? assert.fail(), 'data')
  assert.match(createSentences()(String(line)), /INFO: Mail to a•••@example\.com: 043917 is your code/)
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
})

test('the relay exits when its parent process disconnects', async () => {
  const child = startRelay({ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl })
  await once(child, 'message')
  const exit = once(child, 'exit')
  child.disconnect()
  assert.deepEqual(await exit, [0, null])
})

test('invalid variables are named, and the relay exits with 2', async () => {
  const child = startRelay({
    DATABASE_URL: 'mysql://x',
    REDIS_URL: stores.redisUrl,
    WEBHOOK_PRIVATE_ADDRESSES: 'maybe',
    SMTP_URL: 'http://shop:hunter2@mail.example',
    MAIL_FROM: 'the shop',
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  assert.deepEqual(await once(child, 'close'), [2, null])
  assert.match(said, /DATABASE_URL must begin with postgres:\/\//)
  assert.match(said, /WEBHOOK_PRIVATE_ADDRESSES must be allow or refuse/)
  assert.match(said, /SMTP_URL must begin with smtp:\/\/ or smtps:\/\//)
  assert.match(said, /MAIL_FROM must be an e-mail address/)
  assert.doesNotMatch(said, /hunter2/)
})
