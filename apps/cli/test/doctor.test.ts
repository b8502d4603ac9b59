/** `hourglass doctor` against stores with real faults. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createHold, openHourlySale, rebuildGate } from '@hourglass/core/operations'
import { hasPgBouncer, startTestPgBouncer, startTestReplica, until } from '@hourglass/stack/testing'
import { Redis } from 'ioredis'
import { openTerminal, run, type Terminal } from './terminal.ts'

let at: Terminal
before(async () => {
  at = await openTerminal({ ownPostgres: true })
})
after(() => at.stop())

interface Finding {
  check: string
  state: string
  message: string
  remedy?: string
}

/** Runs the doctor; `ill` has the checks that are not ok. */
async function findings(env: NodeJS.ProcessEnv = {}): Promise<{ code: number; ill: string[]; all: Finding[] }> {
  const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = at.stores
  const { code, out, err } = await run(['doctor', '--json'], { DATABASE_URL, REDIS_URL, ...env })
  assert.equal(err, '')
  const { findings: all, ok } = JSON.parse(out) as { findings: Finding[]; ok: boolean }
  assert.equal(ok, code === 0)
  const ill = all.filter(({ state }) => state !== 'ok')
  for (const { check, remedy } of ill) assert.equal(Boolean(remedy), true, `${check} has a remedy`)
  return { code, all, ill: ill.map(({ check, state }) => `${check}: ${state}`) }
}

const sql = (text: string, values: unknown[] = []) => at.ctx.db.$client.query(text, values)

test('a healthy installation has ✓ on every line and exit code 0, and shows the clock skew', async () => {
  // In the last minutes of an hour the next sale must exist.
  const hour = 3_600_000
  await openHourlySale(at.ctx, new Date(Math.ceil(Date.now() / hour) * hour))
  const { code, ill, all } = await findings()
  assert.deepEqual([code, ill], [0, []])
  assert.match(
    all.find(({ check }) => check === 'clocks')?.message ?? '',
    /PostgreSQL \d+ ms (ahead|behind), Redis \d+ ms/,
  )
  const { out } = await at.run('doctor')
  const lines = out.trim().split('\n').slice(0, -2)
  assert.equal(
    lines.every((line) => line.startsWith('✓ ')),
    true,
    out,
  )
  assert.match(out, /No guarantee is at risk\.\n$/)
})

test('disabled durability is reported as danger', async () => {
  const database = new URL(at.stores.databaseUrl).pathname.slice(1)
  await sql(`ALTER DATABASE ${database} SET synchronous_commit = off`)
  const { code, ill } = await findings()
  await sql(`ALTER DATABASE ${database} RESET synchronous_commit`)
  assert.deepEqual([code, ill], [1, ['durability: danger']])
})

test('a Redis that may evict keys is reported as danger', async () => {
  const redis = new Redis(at.stores.redisUrl)
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
  const { code, ill } = await findings()
  await redis.config('SET', 'maxmemory-policy', 'noeviction')
  redis.disconnect()
  assert.deepEqual([code, ill], [1, ['eviction: danger']])
})

test('a gate that differs from the ledger is reported as danger; an empty gate is ok', async () => {
  const sale = await at.ctx.sales.refresh(at.saleId)
  if (!sale) throw new Error('no sale')
  await rebuildGate(at.ctx, sale, 'a test')
  await sql("INSERT INTO buyers (sale_id, user_id, sold, buyer_limit) VALUES ($1, 'ghost', 1, 5)", [at.saleId])
  const wrong = await findings()
  await sql("DELETE FROM buyers WHERE user_id = 'ghost'")
  assert.deepEqual([wrong.code, wrong.ill], [1, [`gate of sale ${at.saleId}: danger`]])
  const redis = new Redis(at.stores.redisUrl)
  await redis.flushall()
  redis.disconnect()
  assert.deepEqual((await findings()).code, 0)
})

test('overdue holds are reported as danger, undelivered events as a warning', async () => {
  const sale = await at.ctx.sales.refresh(at.saleId)
  const held = await createHold(at.ctx, { user_id: 'ann', item_id: (sale?.firstItemId ?? 0) + 3 })
  assert.equal(held.ok, true)
  await sql("UPDATE holds SET expires_at = now() - interval '1 minute'")
  await sql("UPDATE outbox_events SET at = now() - interval '10 minutes'")
  const { code, ill } = await findings()
  assert.equal(code, 1)
  assert.deepEqual(ill.toSorted(), ['events, stream: warning', 'events, webhooks: warning', 'holds: danger'])
  await sql("UPDATE holds SET expires_at = now() + interval '1 minute'")
  await sql('UPDATE outbox_events SET at = now()')
})

test('a pending migration is reported as danger, and the later checks are skipped', async () => {
  const { rows } = await sql('SELECT id, created_at FROM drizzle.__drizzle_migrations ORDER BY created_at DESC LIMIT 1')
  await sql('UPDATE drizzle.__drizzle_migrations SET created_at = 1 WHERE id = $1', [rows[0].id])
  const { code, ill, all } = await findings()
  await sql('UPDATE drizzle.__drizzle_migrations SET created_at = $2 WHERE id = $1', [rows[0].id, rows[0].created_at])
  assert.deepEqual([code, ill], [1, ['migrations: danger']])
  assert.equal(all.at(-1)?.check, 'migrations')
})

test('a missing hourly sale is reported as danger', async () => {
  // The period must not start on the hour, whose sale exists, and must be neither new nor nearly over.
  const now = Date.now()
  const isUnmade = (minutes: number) => {
    const since = now % (minutes * 60_000)
    return since > 10_000 && minutes * 60_000 - since > 60_000 && (now - since) % 3_600_000 !== 0
  }
  const minutes = [17, 19, 23, 29].find(isUnmade)
  assert.ok(minutes)
  const { code, ill } = await findings({ SALE_PERIOD: `${minutes}m` })
  assert.deepEqual([code, ill], [1, ['next sale: danger']])
})

test('Redis that is down is a warning, PostgreSQL that is down a danger', async () => {
  const away = await findings({ REDIS_URL: 'redis://127.0.0.1:1' })
  assert.equal(away.code, 0)
  assert.deepEqual(
    [...new Set(away.ill.map((line) => line.replace(/of sale \d+/, 'of a sale')))],
    ['Redis: warning', 'gate of a sale: warning'],
  )
  const gone = await findings({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  assert.deepEqual([gone.code, gone.ill], [1, ['PostgreSQL: danger']])
})

test('a replica is shown with its lag; one that is down is a warning, and history is read from the primary', async () => {
  const replica = await startTestReplica(at.stores.databaseUrl)
  const env = { DATABASE_HISTORY_URL: replica.url, DATABASE_HISTORY_LAG: '1h' }
  const messageOf = async () => (await findings(env)).all.find(({ check }) => check === 'history')?.message ?? ''
  try {
    await until('it is used', async () =>
      /^read from the replica at 127\.0\.0\.1:\d+\/\w+, \d+ s behind$/.test(await messageOf()),
    )
    await replica.kill()
    const { code, ill } = await findings(env)
    assert.deepEqual([code, ill], [0, ['history: warning']])
    assert.match(await messageOf(), /^read from the primary: connect ECONNREFUSED/)
  } finally {
    await replica.stop()
  }
})

test('a pooler with unsafe sessions, or one that is down, is reported as danger', {
  skip: !hasPgBouncer() && 'pgbouncer is not on PATH',
}, async () => {
  const bouncer = await startTestPgBouncer(at.stores.databaseUrl, 2)
  const pooled = {
    DATABASE_POOLER: 'transaction',
    DATABASE_URL: bouncer.url,
    DATABASE_DIRECT_URL: at.stores.databaseUrl,
  }
  try {
    const unsafe = await findings(pooled)
    assert.deepEqual([unsafe.code, unsafe.ill], [1, ['pooler: danger']])
    for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
      await sql(`ALTER ROLE hourglass SET ${name} = 2000`)
    await bouncer.kill()
    assert.deepEqual((await findings(pooled)).ill, ['pooler: danger'])
    await bouncer.start()
    assert.deepEqual((await findings(pooled)).ill, [])
  } finally {
    await sql('ALTER ROLE hourglass RESET ALL')
    await bouncer.stop()
  }
})

test('every node of a Redis Cluster that is down is reported', async () => {
  const { all } = await findings({ REDIS_URL: 'redis://me:hidden@127.0.0.1:1,127.0.0.1:2' })
  assert.deepEqual(
    all.filter(({ check }) => check === 'Redis').map(({ message }) => message),
    [1, 2].map((port) => `no answer from 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`),
  )
})
