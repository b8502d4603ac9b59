/** Accounts: signing in, linked guests, revocation, deletion. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FRESH_MS } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { eq, sql } from 'drizzle-orm'
import { type Browser, browserAt, codeTo, signIn } from './browser.ts'
import { type Answer, createServerStage, type ServerStage } from './stage.ts'

const LIMIT = 3
const SEND = '/auth/email-otp/send-verification-otp'
const ENTER = '/auth/sign-in/email-otp'

let stage: ServerStage
/** Another server over the same stores. */
let beside: ServerStage
const lines: string[] = []
before(async () => {
  const settings = { saleItems: 200, buyerLimit: LIMIT, log: (line: string) => void lines.push(line) }
  stage = await createServerStage(settings)
  beside = await createServerStage({ ...settings, beside: stage })
})
after(async () => {
  await beside.stop()
  await stage.stop()
})

let position = 0
const nextItem = () => stage.item(position++)
const data = ({ body }: Answer) => body.result?.data
const problem = ({ body }: Answer) => body.error?.data.problem ?? body
const outcome = (answer: Answer): string => (answer.body.error ? problem(answer).code : 'ok')

/** Checks out and buys an item. */
async function buy(browser: Browser, id = nextItem()): Promise<string> {
  const checkout = await browser.mutate('checkout', { id })
  return checkout.body.error
    ? outcome(checkout)
    : outcome(await browser.mutate('purchase', { code: data(checkout).code }))
}

const ordersOf = async (browser: Browser): Promise<string[]> =>
  data(await browser.query('orders.list')).orders.map(({ id }: { id: string }) => id)

describe('a code', () => {
  const enter = async (email: string, otp: string) => {
    const { status, body } = await browserAt(stage).post(ENTER, { email, otp })
    return [status, status === 200 ? 'ok' : body.code]
  }
  const ask = (email: string) => browserAt(stage).post(SEND, { email })

  test('signs in once, on any server, and creates the account the first time', async () => {
    await ask('once@example.com')
    const code = await codeTo(stage, 'once@example.com')
    const { status, body } = await browserAt(beside).post(ENTER, { email: 'once@example.com', otp: code })
    assert.deepEqual([status, body.user.email], [200, 'once@example.com'])
    assert.deepEqual(await enter('once@example.com', code), [401, 'sign_in_failed'])
    assert.equal(await signIn(stage, browserAt(stage), 'once@example.com'), body.user.id)
  })

  test('entered twice at the same moment signs in one of them', async () => {
    await ask('race@example.com')
    const code = await codeTo(stage, 'race@example.com')
    const found = await Promise.all(Array.from({ length: 8 }, () => enter('race@example.com', code)))
    assert.deepEqual(found.map(String).toSorted(), ['200,ok', ...Array(7).fill('401,sign_in_failed')])
  })

  test('is void after three wrong tries, and once a newer one has been asked for', async () => {
    await ask('tries@example.com')
    const first = await codeTo(stage, 'tries@example.com')
    const wrong = first === '111111' ? '222222' : '111111'
    for (let tries = 0; tries < 3; tries++)
      assert.deepEqual(await enter('tries@example.com', wrong), [401, 'sign_in_failed'])
    assert.deepEqual(await enter('tries@example.com', first), [401, 'sign_in_failed'])
    await ask('tries@example.com')
    const second = await codeTo(stage, 'tries@example.com')
    await ask('tries@example.com')
    const third = await codeTo(stage, 'tries@example.com')
    assert.deepEqual(second === third ? [401, 'sign_in_failed'] : await enter('tries@example.com', second), [
      401,
      'sign_in_failed',
    ])
    assert.deepEqual(await enter('tries@example.com', third), [200, 'ok'])
  })

  test('expires by the clock of the server that checks it', async () => {
    await ask('late@example.com')
    const code = await codeTo(stage, 'late@example.com')
    await stage.ctx.db
      .update(schema.accountVerifications)
      .set({ expiresAt: sql`now() - interval '1 second'` })
      .where(eq(schema.accountVerifications.identifier, 'sign-in-otp-late@example.com'))
    assert.deepEqual(await enter('late@example.com', code), [401, 'sign_in_failed'])
  })

  test('works for its own address only', async () => {
    await ask('mine@example.com')
    assert.deepEqual(await enter('yours@example.com', await codeTo(stage, 'mine@example.com')), [401, 'sign_in_failed'])
  })

  test('is stored as a hash', async () => {
    await ask('hash@example.com')
    const code = await codeTo(stage, 'hash@example.com')
    const rows = await stage.ctx.db.select().from(schema.accountVerifications)
    assert.equal(JSON.stringify(rows).includes(code), false)
  })
})

describe('an e-mail address', () => {
  test('in any case and in either form of its domain is one account', async () => {
    const ids = new Set<string>()
    for (const email of [
      'Jo@bücher.example',
      'jo@BÜCHER.example',
      ' jo@xn--bcher-kva.example ',
      'JO@xn--BCHER-kva.example',
    ]) {
      const browser = browserAt(stage)
      assert.equal((await browser.post(SEND, { email })).status, 200, email)
      const { body } = await browser.post(ENTER, { email, otp: await codeTo(stage, 'jo@xn--bcher-kva.example') })
      ids.add(body.user?.id)
    }
    assert.equal(ids.size, 1)
  })

  test('with odd but valid characters receives a code', async () => {
    for (const email of [
      "o'brien+tag@sub.example.co",
      'ann+1@example.com',
      'ann+2@example.com',
      '!#$%&*+-/=?^_`{|}~@example.org',
      'müller@example.com',
      '用户@例子.世界',
      'a@b',
      `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`,
    ])
      assert.match(await signIn(stage, browserAt(stage), email), /^account:/, email)
  })

  test('that is not one is refused by name', async () => {
    const bad = [
      '',
      'ann',
      '@example.com',
      'ann@',
      'ann@@example.com',
      'ann@exa mple.com',
      'ann@example.com\r\nBcc: bob@example.com',
    ]
    for (const email of [...bad, `${'a'.repeat(320)}@example.com`, 7, null, ['ann@example.com'], undefined])
      for (const path of [SEND, ENTER]) {
        const { status, body } = await browserAt(stage).post(path, { email, ...(path === ENTER && { otp: '123456' }) })
        assert.deepEqual(
          [status, body.code, body.errors[0].pointer],
          [400, 'invalid_request', '#/email'],
          JSON.stringify(email),
        )
      }
  })

  test('gets the same answer whether it has an account or not', async () => {
    await signIn(stage, browserAt(stage), 'known@example.com')
    const answerTo = async (path: string, email: string) => {
      const { status, body } = await browserAt(stage).post(path, { email, ...(path === ENTER && { otp: '000000' }) })
      return [status, { ...body, trace_id: '' }]
    }
    for (const path of [SEND, ENTER])
      assert.deepEqual(await answerTo(path, 'known@example.com'), await answerTo(path, 'unknown@example.com'))
  })
})

describe('the endpoints of better-auth', () => {
  test('that the storefront does not use do not exist', async () => {
    for (const path of [
      'sign-up/email',
      'sign-in/email',
      'delete-user',
      'change-email',
      'list-sessions',
      'get-session',
      'ok',
      'error',
    ])
      for (const answer of [await stage.get(`/auth/${path}`), await stage.postJson(`/auth/${path}`, {})])
        assert.equal(answer.status, 404, path)
  })

  test('refuse unknown members by name', async () => {
    for (const [path, body] of [
      [SEND, { email: 'ann@example.com', name: 'Ann' }],
      [ENTER, { email: 'ann@example.com', otp: '123456', role: 'owner' }],
      ['/auth/update-user', { name: 'Ann', email: 'bob@example.com' }],
      ['/auth/sign-out', { all: true }],
    ] as const) {
      const answer = await browserAt(stage).post(path, body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'], path)
    }
  })

  test('never answer with an internal error, whatever an authenticator sends', async () => {
    const browser = browserAt(stage)
    await signIn(stage, browser, 'fuzz@example.com')
    const response = { clientDataJSON: 'e30', attestationObject: 'o2', authenticatorData: 'AA', signature: 'AA' }
    const credentials: unknown[] = [
      undefined,
      null,
      'x',
      {},
      { id: 1 },
      { id: 'a', rawId: 'a', type: 'public-key', response: {} },
      { id: 'a', rawId: 'b', type: 'public-key', response },
      { id: 'a', rawId: 'a', type: 'password', response },
      { id: 'x'.repeat(15_000), rawId: 'a', type: 'public-key', response },
    ]
    for (const verb of ['registration', 'authentication'])
      for (const credential of credentials) {
        await browser.get(`/auth/passkey/generate-${verb === 'registration' ? 'register' : 'authenticate'}-options`)
        const { status } = await browser.post(`/auth/passkey/verify-${verb}`, { response: credential })
        assert.equal(
          [400, 401].includes(status),
          true,
          `${verb} ${JSON.stringify(credential)?.slice(0, 80)}: ${status}`,
        )
      }
  })

  test('do not give the session token to scripts', async () => {
    const browser = browserAt(stage)
    await browser.post(SEND, { email: 'token@example.com' })
    const answer = await browser.post(ENTER, {
      email: 'token@example.com',
      otp: await codeTo(stage, 'token@example.com'),
    })
    const [token = ''] = decodeURIComponent(browser.cookies.get('hg.session_token') ?? '').split('.')
    assert.equal(token.length, 32)
    assert.equal(JSON.stringify(answer.body).includes(token), false)
    assert.match(answer.headers.getSetCookie().join(), /HttpOnly/)
  })

  test('are not for pages of other sites', async () => {
    const browser = browserAt(stage, { origin: 'https://evil.example' })
    assert.deepEqual(problem(await browser.post(SEND, { email: 'ann@example.com' })).code, 'origin_not_allowed')
  })
})

describe('signing in', () => {
  test('links the browser’s guest: its orders and holds are the account’s, and its cart is merged', async () => {
    const [phone, laptop] = [browserAt(stage), browserAt(stage)]
    await signIn(stage, laptop, 'link@example.com')
    const [both, guests, accounts] = [nextItem(), nextItem(), nextItem()]
    for (const item_id of [both, accounts]) await laptop.mutate('cart.add', { item_id })
    assert.equal(await buy(phone), 'ok')
    const hold = data(await phone.mutate('reservations.create', { item_id: nextItem() })).reservation
    for (const item_id of [both, guests]) await phone.mutate('cart.add', { item_id })
    const bought = await ordersOf(phone)

    await signIn(stage, phone, 'link@example.com')
    assert.deepEqual(await ordersOf(phone), bought)
    assert.equal(phone.cookies.has('hg_session'), false)
    const cart = data(await phone.query('cart.get')).lines.map(({ item }: { item: { id: number } }) => item.id)
    assert.deepEqual(cart.toSorted(), [both, guests, accounts].toSorted())
    await until('the other browser sees them, too', async () => (await ordersOf(laptop)).length === 1)
    assert.equal(outcome(await laptop.mutate('reservations.confirm', { id: hold.id })), 'ok')
    assert.equal(outcome(await laptop.query('orders.get', { id: bought[0] })), 'ok')
  })

  test('moves no row of the ledger', async () => {
    const browser = browserAt(stage)
    assert.equal(await buy(browser), 'ok')
    const [id = ''] = await ordersOf(browser)
    await signIn(stage, browser, 'still@example.com')
    await ordersOf(browser)
    const [order] = await stage.ctx.db.select().from(schema.orders).where(eq(schema.orders.id, id))
    assert.match(order?.userId ?? '', /^guest:/)
  })

  test('does not give a guest that another account has linked', async () => {
    const [first, thief] = [browserAt(stage), browserAt(stage)]
    assert.equal(await buy(first), 'ok')
    for (const [name, value] of first.cookies) thief.cookies.set(name, value)
    await signIn(stage, first, 'first@example.com')
    assert.equal((await ordersOf(first)).length, 1)
    await signIn(stage, thief, 'thief@example.com')
    assert.deepEqual(await ordersOf(thief), [])
  })

  test('a guest who signs out is a new guest', async () => {
    const browser = browserAt(stage)
    assert.equal(await buy(browser), 'ok')
    await signIn(stage, browser, 'out@example.com')
    assert.equal((await ordersOf(browser)).length, 1)
    await browser.post('/auth/sign-out', {})
    assert.deepEqual(await ordersOf(browser), [])
    assert.equal(data(await browser.query('account.get')), null)
  })
})

test('one account never passes the limit from any number of browsers at once', async () => {
  const browsers = [browserAt(stage), browserAt(beside), browserAt(stage)]
  for (const browser of browsers) await signIn(stage, browser, 'limit@example.com')
  const found = await Promise.all(Array.from({ length: 30 }, (_, i) => buy(browsers[i % 3] as Browser)))
  assert.deepEqual([...new Set(found)].toSorted(), ['limit_reached', 'ok'])
  assert.equal(found.filter((each) => each === 'ok').length, LIMIT)
})

test('in a sale that refuses guests a guest gets sign_in_required, and buys after signing in', async () => {
  const { body: sale } = await stage.postJson('/v1/admin/sales', {
    name: 'Accounts only',
    guests: 'refused',
    items: [{ stock: 9, price: 100 }],
  })
  const browser = browserAt(stage)
  const id = sale.first_item_id
  const refused = await browser.mutate('checkout', { id })
  assert.deepEqual([refused.status, problem(refused).code], [401, 'sign_in_required'])
  assert.equal(outcome(await browser.mutate('reservations.create', { item_id: id })), 'sign_in_required')
  assert.equal(outcome(await browser.mutate('orders.place', { items: [{ id, quantity: 1 }] })), 'sign_in_required')
  await signIn(stage, browser, 'strict@example.com')
  assert.equal(await buy(browser, id), 'ok')
})

describe('a revoked session', () => {
  test('is refused on every server within five seconds, also for buying, and not turned into a guest', async () => {
    const [here, there] = [browserAt(stage), browserAt(beside)]
    await signIn(stage, here, 'gone@example.com')
    await signIn(stage, there, 'gone@example.com')
    assert.equal(await buy(there), 'ok')
    const [ofHere, ofThere] = [new Map(here.cookies), new Map(there.cookies)]
    const revoked = performance.now()
    assert.equal((await here.post('/auth/revoke-sessions', {})).status, 200)
    const triedWith = async (browser: Browser, cookies: Map<string, string>) => {
      browser.cookies.clear()
      for (const [name, value] of cookies) browser.cookies.set(name, value)
      return outcome(await browser.mutate('cart.clear'))
    }
    assert.equal(await triedWith(here, ofHere), 'sign_in_required', 'on the server that revoked it, at once')
    await until('the other server refuses it', async () => (await triedWith(there, ofThere)) === 'sign_in_required')
    assert.equal(performance.now() - revoked < 5_000, true)
    assert.equal(FRESH_MS < 5_000, true)
    assert.equal(there.cookies.has('hg.session_token'), false, 'the browser drops its cookie')
    assert.equal(await buy(there), 'ok', 'and is a guest from then on')
  })

  test('with a signature that is not ours is no session', async () => {
    const browser = browserAt(stage)
    browser.cookies.set('hg.session_token', `${'a'.repeat(32)}.${createHash('sha256').update('x').digest('base64')}`)
    assert.equal(data(await browser.query('account.get')), null)
  })
})

test('buying with an account reads its session at most once in three seconds', async (t) => {
  const browser = browserAt(stage)
  await signIn(stage, browser, 'cheap@example.com')
  const query = t.mock.method(stage.ctx.db.$client, 'query')
  const reads = () =>
    query.mock.calls.filter((call) => JSON.stringify(call.arguments[0]).includes('account_sessions')).length
  const began = performance.now()
  for (let checkouts = 0; checkouts < 50; checkouts++) await browser.mutate('checkout', { id: stage.item(199) })
  const windows = Math.ceil((performance.now() - began) / 3_000)
  assert.ok(reads() >= 1 && reads() <= windows, `${reads()} reads in ${windows} times three seconds`)
})

describe('deleting an account', () => {
  const rowsWith = async (text: string): Promise<string[]> => {
    const found: string[] = []
    const { rows } = await stage.ctx.db.execute<{ name: string }>(
      sql`SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
    )
    for (const { name } of rows) {
      const { rowCount } = await stage.ctx.db.execute(
        sql`SELECT FROM ${sql.identifier(name)} t WHERE position(${text} IN t::text) > 0`,
      )
      if ((rowCount ?? 0) > 0) found.push(name)
    }
    return found
  }

  test('removes the person from every table and keeps the books', async () => {
    const browser = browserAt(stage)
    const email = 'erase-me@example.com'
    const id = await signIn(stage, browser, email)
    await browser.post('/auth/update-user', { name: 'Erasmus Meier' })
    await browser.mutate('cart.add', { item_id: nextItem() })
    assert.equal(await buy(browser), 'ok')
    assert.equal(data(await browser.query('account.get')).name, 'Erasmus Meier')
    assert.equal(outcome(await browser.mutate('account.delete')), 'ok')
    for (const trace of [email, 'Erasmus']) assert.deepEqual(await rowsWith(trace), [], trace)
    const [order] = await stage.ctx.db.select().from(schema.orders).where(eq(schema.orders.userId, id))
    assert.equal(order?.status, 'confirmed')
    assert.equal(data(await browser.query('account.get')), null)
  })

  test('frees no limit in a sale that still sells', async () => {
    const browser = browserAt(stage)
    const before = await signIn(stage, browser, 'again@example.com')
    for (let bought = 0; bought < LIMIT; bought++) assert.equal(await buy(browser), 'ok')
    assert.equal(outcome(await browser.mutate('account.delete')), 'ok')
    const after = await signIn(stage, browser, 'Again@Example.com')
    assert.equal(after, before)
    assert.equal(await buy(browser), 'limit_reached')
  })

  test('needs a sign-in of the last day', async () => {
    const browser = browserAt(stage)
    const id = await signIn(stage, browser, 'old@example.com')
    await stage.ctx.db
      .update(schema.accountSessions)
      .set({ createdAt: sql`now() - interval '25 hours'` })
      .where(eq(schema.accountSessions.userId, id))
    assert.equal(outcome(await browser.mutate('account.delete')), 'sign_in_required')
  })
})

test('the export has the account, its guests, orders, reservations, attempts and cart', async () => {
  const browser = browserAt(stage)
  assert.equal(await buy(browser), 'ok')
  await signIn(stage, browser, 'export@example.com')
  assert.equal(await buy(browser), 'ok')
  await browser.mutate('reservations.create', { item_id: nextItem() })
  await browser.mutate('cart.add', { item_id: nextItem() })
  const found = data(await browser.query('account.export'))
  assert.equal(found.account.email, 'export@example.com')
  const { guests, orders, reservations, attempts, cart } = found
  assert.deepEqual(
    [guests, orders, reservations, attempts, cart].map((list) => list.length),
    [1, 2, 1, 2, 1],
  )
  assert.equal(outcome(await browserAt(stage).query('account.export')), 'sign_in_required')
})

describe('the history of an item', () => {
  const ownerOf = async (id: number): Promise<string | null> => {
    const { body } = await stage.get(`/v1/items/${id}/history`)
    return body.events.at(-1).owner
  }

  test('names the owner only while the account shows its name, also for what its guest bought', async () => {
    const browser = browserAt(stage)
    const [asGuest, asAccount] = [nextItem(), nextItem()]
    assert.equal(await buy(browser, asGuest), 'ok')
    await signIn(stage, browser, 'famous@example.com')
    assert.equal(await buy(browser, asAccount), 'ok')
    await browser.post('/auth/update-user', { name: 'Ann <b>Example</b>' })
    const owners = async () => [await ownerOf(asGuest), await ownerOf(asAccount)]
    assert.deepEqual(await owners(), [null, null], 'by default')
    assert.equal(outcome(await browser.mutate('account.showName', { shown: true })), 'ok')
    assert.deepEqual(await owners(), ['Ann <b>Example</b>', 'Ann <b>Example</b>'])
    assert.equal(outcome(await browser.mutate('account.showName', { shown: false })), 'ok')
    assert.deepEqual(await owners(), [null, null])
    await browser.mutate('account.showName', { shown: true })
    await browser.mutate('account.delete')
    assert.deepEqual(await owners(), [null, null], 'after deletion')
  })

  test('never shows an e-mail address in place of a name', async () => {
    const browser = browserAt(stage)
    await signIn(stage, browser, 'nameless@example.com')
    const id = nextItem()
    assert.equal(await buy(browser, id), 'ok')
    await browser.mutate('account.showName', { shown: true })
    assert.equal(await ownerOf(id), null)
  })

  test('is not changed by a guest', async () => {
    assert.equal(outcome(await browserAt(stage).mutate('account.showName', { shown: true })), 'sign_in_required')
    const wrong = await browserAt(stage).mutate('account.showName', { shown: 'yes' })
    assert.equal(problem(wrong).errors[0].pointer, '#/shown')
  })
})

test('no log line has an e-mail address', () => {
  assert.equal(lines.length > 100, true)
  assert.deepEqual(
    lines.filter((line) => /@(?!hourglass)[\w-]+\.\w+/.test(line)),
    [],
  )
})
