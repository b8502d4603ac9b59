/** API pages: complete, self-contained, with a strict CSP; and common response headers. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { refusals } from '@hourglass/core/contract'
import { remedies } from '@hourglass/core/contract/remedies'
import { outcomesDocument } from '../src/pages/problem-page.ts'
import { deprecationHeaders } from '../src/rest/register.ts'
import { routes } from '../src/routes/index.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

test('the reference has every route, and its anchors resolve', async () => {
  const { body, type } = await stage.get('/docs')
  assert.equal(type, 'text/html; charset=utf-8')
  for (const { id, path } of routes) {
    assert.equal(body.includes(`id="${id}"`), true, id)
    assert.equal(body.includes(`<code>${path}</code>`), true, path)
  }
  const anchors = new Set([...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) assert.equal(anchors.has(target), true, target)
})

test('pages are self-contained, and their CSP allows nothing else', async () => {
  for (const path of ['/docs', '/problems/sold_out']) {
    const { body, headers } = await stage.get(path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/=]+'; /)
    assert.doesNotMatch(policy, /unsafe/)
    const scripts = [...body.matchAll(/<script type="module">([\s\S]*?)<\/script>/g)]
    const markup = scripts.reduce((text, [script]) => text.replace(script, ''), body)
    assert.doesNotMatch(markup, /<script|<link|<img|<iframe|@import|url\(|style="|javascript:/)
    const hashes = scripts.map(([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
    const allowed = path === '/docs' ? `script-src ${hashes.join(' ')}; connect-src 'self'` : ''
    assert.equal(/(; (script-src .*))?$/.exec(policy)?.[2] ?? '', allowed, path)
    assert.deepEqual(body.match(/https?:\/\/[^\s"<]+/g)?.filter((url: string) => !url.includes('.example')) ?? [], [])
  }
})

test('the root of the API leads to the reference', async () => {
  const { status, headers } = await stage.send('/', { redirect: 'manual' })
  assert.deepEqual([status, headers.get('location')], [302, '/docs'])
})

describe('the type URL of a problem explains it', () => {
  for (const [code, { title }] of Object.entries(refusals)) {
    test(code, async () => {
      const { status, body } = await stage.get(`/problems/${code}`)
      assert.deepEqual([status, body.includes(title), body.includes(`<code>${code}</code>`)], [200, true, true])
    })
  }

  test('an unknown outcome is 404', async () => {
    for (const code of ['nothing', 'toString', '__proto__', '%3Cscript%3E'])
      assert.equal((await stage.get(`/problems/${code}`)).body.code, 'route_not_found', code)
  })
})

test('docs/outcomes.md is current (UPDATE_SNAPSHOT=1 updates it)', () => {
  const file = new URL('../../../docs/outcomes.md', import.meta.url)
  const made = outcomesDocument()
  if (process.env.UPDATE_SNAPSHOT === '1' || !existsSync(file)) writeFileSync(file, made)
  assert.equal(made, readFileSync(file, 'utf8'))
  for (const remedy of Object.values(remedies)) assert.match(remedy, /^[A-Z].*[.]$/)
})

test('responses have the security headers of data', async () => {
  const { headers } = await stage.get('/v1/sales/active')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.equal(headers.has('strict-transport-security'), false)
})

test('over TLS session cookies have the __Host- prefix, and HSTS is set', async () => {
  const behind = await createServerStage({ env: { TRUSTED_PROXIES: '127.0.0.1' }, beside: stage })
  try {
    const answer = await behind.send('/trpc/cart.clear', {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https', 'content-type': 'application/json' },
      body: '{}',
    })
    assert.match(
      answer.headers.get('set-cookie') ?? '',
      /^__Host-hg_session=[^;]+; .*Path=\/; HttpOnly; Secure; SameSite=Lax/,
    )
    assert.match(answer.headers.get('strict-transport-security') ?? '', /^max-age=\d{8}/)
  } finally {
    await behind.stop()
  }
})

test('CORS allows listed origins only', async () => {
  const allowed = async (origin: string) =>
    (await stage.send('/v1/sales/active', { headers: { origin } })).headers.get('access-control-allow-origin')
  assert.equal(await allowed('http://localhost:3000'), 'http://localhost:3000')
  assert.notEqual(await allowed('https://elsewhere.example'), 'https://elsewhere.example')
})

test('a deprecated route has Deprecation, Sunset and Link headers', () => {
  const since = new Date('2026-01-31T12:00:00Z')
  const sunset = new Date('2026-07-31T12:00:00Z')
  assert.deepEqual(deprecationHeaders({ since, sunset, link: '/docs#placeOrder' }), {
    deprecation: '@1769860800',
    sunset: 'Fri, 31 Jul 2026 12:00:00 GMT',
    link: '</docs#placeOrder>; rel="deprecation"',
  })
})
