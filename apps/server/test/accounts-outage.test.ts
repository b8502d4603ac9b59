/** Accounts during a PostgreSQL outage, and on servers whose clocks differ. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startMigratedStores } from '@hourglass/db/testing'
import { type Breakable, type TestStores, until } from '@hourglass/stack/testing'
import { type Browser, browserAt, codeTo, signIn } from './browser.ts'
import { killServers, ready, type Server, startServer } from './server-process.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

const SEND = '/auth/email-otp/send-verification-otp'
const ENTER = '/auth/sign-in/email-otp'

const problemOf = ({ status, body }: Answer) => [status, (body.error?.data.problem ?? body).code]

describe('while PostgreSQL is away, a browser that is signed in', () => {
  let stage: ServerStage
  let postgres: Breakable
  before(async () => {
    stage = await createServerStage({ ownPostgres: true })
    if (!stage.stores.postgres) throw new Error('this stage has no separate PostgreSQL')
    postgres = stage.stores.postgres
  })
  after(() => stage?.stop())

  const calls: [string, (browser: Browser) => Promise<Answer>][] = [
    ['account.get', (browser) => browser.query('account.get')],
    ['cart.get', (browser) => browser.query('cart.get')],
    ['orders.list', (browser) => browser.query('orders.list')],
    ['cart.clear', (browser) => browser.mutate('cart.clear')],
    ['account.export', (browser) => browser.query('account.export')],
    ['account.delete', (browser) => browser.mutate('account.delete')],
    ['entering a code', (browser) => browser.post(ENTER, { email: 'away@example.com', otp: '123456' })],
    ['changing the name', (browser) => browser.post('/auth/update-user', { name: 'Ann' })],
    ['adding a passkey', (browser) => browser.get('/auth/passkey/generate-register-options')],
    ['using a passkey', (browser) => browser.get('/auth/passkey/generate-authenticate-options')],
  ]

  for (const [how, away, back] of [
    ['killed', () => postgres.kill(), () => postgres.start()],
    ['paused', async () => postgres.pause(), async () => postgres.resume()],
  ] as [string, () => Promise<void>, () => Promise<void>][])
    test(`gets 503 unavailable, never 500 and never the answer for a guest: PostgreSQL is ${how}`, async () => {
      const [known, linking] = [browserAt(stage), browserAt(stage)]
      const email = `${how}@example.com`
      await linking.mutate('cart.add', { item_id: stage.item(0) })
      const [id] = [await signIn(stage, known, email), await signIn(stage, linking, email)]
      // One browser is known to the server; the other still has to link its guest.
      assert.equal((await known.query('account.get')).body.result.data.id, id)
      const cookies = new Map(linking.cookies)
      await away()
      try {
        const asked = [known, linking].flatMap((browser) =>
          calls.map(async ([name, call]) =>
            assert.deepEqual(problemOf(await call(browser)), [503, 'unavailable'], name),
          ),
        )
        await Promise.all(asked)
      } finally {
        await back()
      }
      assert.deepEqual(new Map(linking.cookies), cookies)
      await until('PostgreSQL is back', async () => (await linking.query('cart.get')).status === 200)
      assert.equal((await linking.query('account.get')).body.result.data.id, id)
      assert.equal((await linking.query('cart.get')).body.result.data.lines.length, 1)
    })
})

describe('a code', () => {
  const CLOCK = new URL('../../../tools/verify/faults/wrong-clock.ts', import.meta.url).href
  let stores: TestStores
  let stage: ServerStage
  before(async () => {
    stores = await startMigratedStores()
    stage = await createServerStage({ beside: { stores, saleId: 0 } })
  })
  after(async () => {
    killServers()
    await stage.stop()
    await stores.stop()
  })

  /** A browser at a server process whose clock is wrong. */
  async function browserOf(minutes: number): Promise<Browser> {
    const server: Server = await startServer({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      NODE_OPTIONS: `--import=${CLOCK}?minutes=${minutes}`,
    })
    await ready(server)
    const send = async (path: string, options: RequestInit): Promise<Answer> => {
      const response = await fetch(server.origin + path, options)
      return { status: response.status, headers: response.headers, type: '', body: await response.json() }
    }
    return browserAt({ send })
  }

  /** Asks for a code at one server and enters it at another. */
  async function enter(asking: Browser, entering: Browser, email: string) {
    assert.equal((await asking.post(SEND, { email })).status, 200)
    const { status } = await entering.post(ENTER, { email, otp: await codeTo(stage, email) })
    return status
  }

  test('asked for five minutes by the clock before or after it is entered works; eleven minutes old it does not', async () => {
    const here = browserAt(stage)
    for (const minutes of [5, -5]) {
      const there = await browserOf(minutes)
      assert.equal(await enter(here, there, `to${minutes}@example.com`), 200, `entered ${minutes} minutes later`)
      assert.equal(await enter(there, here, `from${minutes}@example.com`), 200, `asked for ${minutes} minutes later`)
    }
    const late = await browserOf(11)
    assert.equal(await enter(here, late, 'late@example.com'), 401)
  })
})
