/** Signing in through an OpenID Connect issuer: what the issuer, the network or an attacker may get wrong. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { freePort } from '@hourglass/stack'
import { Cookies } from '@hourglass/tools/cookies'
import { CLIENT, startIssuer } from '@hourglass/tools/issuer'
import { eq } from 'drizzle-orm'
import { type Browser, browserAt, STOREFRONT, signIn } from './browser.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
let issuer: Awaited<ReturnType<typeof startIssuer>>
let origin: string
const lines: string[] = []
before(async () => {
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const env = {
    OIDC_ISSUER: origin,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: 'Test issuer',
  }
  stage = await createServerStage({ env, log: (line) => void lines.push(line) })
  issuer = await startIssuer(port, [`${stage.origin}/auth/callback/oidc`])
})
after(async () => {
  issuer?.close()
  await stage.stop()
})

const ASKED = {
  provider: 'oidc',
  callbackURL: `${STOREFRONT}/account`,
  errorCallbackURL: `${STOREFRONT}/sign-in`,
  disableRedirect: true,
}

/** Follows the issuer's redirects as a browser that signs in there. @returns the address at the shop that it leads back to */
async function answerIssuer(url: string, answer: { email: string } | 'cancel'): Promise<string> {
  const cookies = new Cookies()
  let address = url
  let form: string | undefined
  for (let steps = 0; steps < 10; steps++) {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: cookies.header, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(form && { method: 'POST', body: form }),
    })
    cookies.keep(response.headers)
    const next = response.headers.get('location')
    form = next
      ? undefined
      : String(new URLSearchParams(answer === 'cancel' ? { answer } : { answer: 'in', ...answer }))
    address = next ? new URL(next, address).href : address
    if (address.startsWith(stage.origin)) return address.slice(stage.origin.length)
  }
  throw new Error('the issuer does not lead back')
}

test('the address of the issuer is in the body, also for a client that would follow a redirect', async () => {
  const { disableRedirect: _, ...asked } = ASKED
  const { status, body } = await browserAt(stage).post('/auth/sign-in/social', asked)
  assert.deepEqual([status, new URL(body.url).origin], [200, origin])
})

/** Signs in through the issuer. @returns where the browser is sent in the end */
async function throughIssuer(browser: Browser, answer: { email: string } | 'cancel'): Promise<string> {
  const { body } = await browser.post('/auth/sign-in/social', ASKED)
  return landing(await browser.get(await answerIssuer(body.url, answer)))
}

const landing = ({ status, headers }: { status: number; headers: Headers }): string => {
  assert.equal(status, 302)
  return headers.get('location') ?? ''
}
const isSignedIn = (browser: Browser): boolean => browser.cookies.has('hg.session_token')
const emailOf = async (browser: Browser): Promise<string | undefined> =>
  (await browser.query('account.get')).body.result.data?.email

test('the first sign-in creates the account, the next ones find it, and no token of the issuer is kept', async () => {
  const [one, two] = [browserAt(stage), browserAt(stage)]
  assert.equal(await throughIssuer(one, { email: 'ann@example.com' }), ASKED.callbackURL)
  assert.equal(await throughIssuer(two, { email: 'ann@example.com' }), ASKED.callbackURL)
  assert.equal(await emailOf(two), 'ann@example.com')
  const rows = await stage.ctx.db.select().from(schema.accountIdentities)
  assert.deepEqual(
    rows.map((row) => [row.providerId, row.accountId, row.accessToken, row.refreshToken, row.idToken]),
    [['oidc', 'ann@example.com', null, null, null]],
  )
})

test('a verified address of the issuer and a code to the same address lead to one account', async () => {
  const [byCode, byIssuer] = [browserAt(stage), browserAt(stage)]
  const id = await signIn(stage, byCode, 'bob@example.com')
  await throughIssuer(byIssuer, { email: 'bob@example.com' })
  assert.equal((await byIssuer.query('account.get')).body.result.data.id, id)
})

describe('without a session, and with an error that the sign-in page explains, ends', () => {
  test('an address that the issuer has not verified: no account, and no way into one that exists', async () => {
    const email = 'unverified@example.com'
    const stranger = browserAt(stage)
    assert.match(await throughIssuer(stranger, { email }), /\/sign-in\?error=EMAIL_NOT_VERIFIED/)
    assert.equal(isSignedIn(stranger), false)
    assert.equal(await stage.ctx.db.$count(schema.accounts, eq(schema.accounts.email, email)), 0)
    await signIn(stage, browserAt(stage), email)
    const again = browserAt(stage)
    assert.match(await throughIssuer(again, { email }), /\/sign-in\?error=/)
    assert.equal(isSignedIn(again), false)
  })

  test('a sign-in that was canceled at the issuer', async () => {
    const browser = browserAt(stage)
    assert.match(await throughIssuer(browser, 'cancel'), /^http:\/\/localhost:3000\/sign-in\?error=access_denied/)
    assert.equal(isSignedIn(browser), false)
  })

  for (const [what, change] of [
    ['an answer with a wrong state', (path: string) => path.replace(/state=[^&]+/, 'state=wrong')],
    ['an answer without a state', (path: string) => path.replace(/&?state=[^&]+/, '')],
    ['an answer with a wrong code', (path: string) => path.replace(/code=[^&]+/, 'code=wrong')],
    ['an answer without a code', (path: string) => path.replace(/code=[^&]+&?/, '')],
    [
      'an answer of another issuer',
      (path: string) => path.replace(/iss=[^&]+/, `iss=${encodeURIComponent('https://evil.example')}`),
    ],
  ] as const)
    test(what, async () => {
      const browser = browserAt(stage)
      const { body } = await browser.post('/auth/sign-in/social', ASKED)
      const path = await answerIssuer(body.url, { email: 'mallory@example.com' })
      assert.notEqual(change(path), path)
      assert.match(landing(await browser.get(change(path))), /^http:\/\/localhost:3000\/sign-in\?error=/)
      assert.equal(isSignedIn(browser), false)
      assert.equal(await stage.ctx.db.$count(schema.accounts, eq(schema.accounts.email, 'mallory@example.com')), 0)
    })

  test('an answer that is opened twice, or in another browser', async () => {
    const browser = browserAt(stage)
    const { body } = await browser.post('/auth/sign-in/social', ASKED)
    const path = await answerIssuer(body.url, { email: 'twice@example.com' })
    const other = browserAt(stage)
    assert.match(landing(await other.get(path)), /\/sign-in\?error=/)
    assert.equal(isSignedIn(other), false)
    await browser.get(path)
    const again = browserAt(stage)
    for (const [name, value] of browser.cookies) if (name !== 'hg.session_token') again.cookies.set(name, value)
    assert.match(landing(await again.get(path)), /\/sign-in\?error=/)
    assert.equal(isSignedIn(again), false)
  })
})

test('a page of another site is not a place to return to', async () => {
  for (const [member, pointer] of [
    ['callbackURL', '#/callbackURL'],
    ['errorCallbackURL', '#/errorCallbackURL'],
  ] as const)
    for (const url of ['https://evil.example/', 'javascript:alert(1)', '//evil.example', 7]) {
      const { status, body } = await browserAt(stage).post('/auth/sign-in/social', { ...ASKED, [member]: url })
      assert.deepEqual([status, body.code, body.errors[0].pointer], [400, 'invalid_request', pointer], String(url))
    }
})

test('while the issuer is away, other ways to sign in work, and this one says so', async () => {
  const away = await createServerStage({
    env: { OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`, OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' },
    beside: stage,
  })
  try {
    const browser = browserAt(away)
    const { status, body } = await browser.post('/auth/sign-in/social', ASKED)
    assert.deepEqual([status, body.code], [404, 'sign_in_unavailable'])
    assert.match(await signIn(away, browser, 'patient@example.com'), /^account:/)
  } finally {
    await away.stop()
  }
})

test('no log line has an e-mail address, a code or a token', () => {
  assert.deepEqual(
    lines.filter((line) => /@example\.com|code=|id_token|access_token/.test(line)),
    [],
  )
})
