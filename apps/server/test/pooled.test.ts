/** The server process with its database behind PgBouncer. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { createPool } from '@hourglass/db'
import {
  hasPgBouncer,
  startTestPgBouncer,
  startTestStores,
  type TestPgBouncer,
  type TestStores,
  until,
} from '@hourglass/stack/testing'
import { killServers, ready, root, startServer, stop } from './server-process.ts'

const skip = !hasPgBouncer() && 'pgbouncer is not on PATH'

describe('behind PgBouncer', { skip }, () => {
  let stores: TestStores
  let bouncer: TestPgBouncer
  let direct: ReturnType<typeof createPool>
  let env: NodeJS.ProcessEnv

  before(async () => {
    stores = await startTestStores({ ownPostgres: true })
    direct = createPool(stores.databaseUrl, { max: 1 })
    bouncer = await startTestPgBouncer(stores.databaseUrl, 2)
    env = {
      DATABASE_URL: bouncer.url,
      DATABASE_POOLER: 'transaction',
      DATABASE_DIRECT_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
    }
  })

  after(async () => {
    killServers()
    await direct?.end()
    await bouncer?.stop()
    await stores?.stop()
  })

  test('migrations bypass the pooler, and sessions without timeouts stop the server with instructions', async () => {
    await bouncer.kill()
    const child = spawn(process.execPath, ['src/main.ts'], {
      cwd: root,
      env: { ...process.env, ...env, PORT: '0', LOG_LEVEL: 'warn' },
    })
    let said = ''
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    await until('the database is migrated', async () => {
      const { rows } = await direct.query("SELECT to_regclass('outbox_events') IS NOT NULL AS there")
      return rows[0].there
    })
    assert.equal(child.exitCode, null)
    const closed = once(child, 'close')
    await bouncer.start()
    assert.deepEqual(await closed, [2, null])
    assert.match(said, /ALTER ROLE hourglass SET statement_timeout = 2000/)
  })

  test('with session timeouts the server sells through the pooler', async () => {
    for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
      await direct.query(`ALTER ROLE hourglass SET ${name} = 2000`)
    await bouncer.kill()
    await bouncer.start()
    const server = await startServer({ ...env, SALE_ITEMS: '20' })
    await ready(server)
    const { body } = await server.post('/checkout?user_id=ann&id=1')
    assert.equal((await server.post(`/purchase?code=${body.code}`)).status, 200)
    await stop(server)
  })
})
