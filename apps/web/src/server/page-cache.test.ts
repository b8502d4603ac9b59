import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import type { ItemVersions } from './item-versions.ts'
import { cachedPages } from './page-cache.ts'

/** A server with a page cache, whose clock the test sets. */
async function serve(t: TestContext, render: RequestListener, versions?: ItemVersions) {
  const clock = { ms: 1_000, now: () => clock.ms }
  let renders = 0
  const pages = cachedPages(
    (request, response) => {
      renders++
      render(request, response)
    },
    { clock, ...(versions && { versions }) },
  )
  const server = createServer((request, response) => {
    pages(request, response).then(
      (sent) => sent || response.writeHead(503).end(),
      (error) => response.writeHead(500).end(error.message),
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    clock,
    renders: () => renders,
    get: (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, init),
    text: async (path: string) => (await fetch(`${origin}${path}`)).text(),
  }
}

const page =
  (html: () => string, policy = 'private, no-cache, no-store'): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': policy }).end(html())

/** A rendering that waits until the test lets it finish. */
function heldRendering(html: () => string) {
  const waiting: (() => void)[] = []
  return {
    waiting,
    render: ((request, response) => void waiting.push(() => page(html)(request, response))) as RequestListener,
  }
}

/** The next turns of the event loop, until `holds`. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

test('concurrent requests for a page share one rendering', async (t) => {
  const held = heldRendering(() => 'once')
  const { text, renders } = await serve(t, held.render)
  const all = Array.from({ length: 50 }, () => text('/'))
  await until(() => held.waiting.length > 0)
  held.waiting[0]?.()
  assert.deepEqual(new Set(await Promise.all(all)), new Set(['once']))
  assert.equal(renders(), 1)
})

test('a page is fresh for a second, then served for five more while it is rendered again, then waited for', async (t) => {
  let version = 0
  const { clock, text, renders } = await serve(
    t,
    page(() => `version ${++version}`),
  )
  assert.equal(await text('/'), 'version 1')
  clock.ms += 999
  assert.equal(await text('/'), 'version 1')
  assert.equal(renders(), 1)
  clock.ms += 2
  assert.equal(await text('/'), 'version 1')
  await until(() => version === 2)
  assert.equal(await text('/'), 'version 2')
  clock.ms += 6_001
  assert.equal(await text('/'), 'version 3')
})

test('a page does not depend on cookies, and a CDN may keep it', async (t) => {
  const seen: unknown[] = []
  const { get } = await serve(t, (request, response) => {
    seen.push(request.headers.cookie, request.headers.authorization)
    page(() => 'for all')(request, response)
  })
  const { headers } = await get('/', { headers: { cookie: 'session=1', authorization: 'Bearer 1' } })
  assert.deepEqual(seen, [undefined, undefined])
  assert.equal(headers.get('cache-control'), 'public, max-age=0, s-maxage=1, stale-while-revalidate=5')
  assert.doesNotMatch(headers.get('vary') ?? '', /cookie/i)
})

test('an error is not kept, and a page that says no-store is not either', async (t) => {
  let status = 503
  const { text, get, renders } = await serve(t, (request, response) => {
    if (request.url === '/now') return page(() => 'now', 'no-store')(request, response)
    response.writeHead(status).end(`status ${status}`)
  })
  const refused = await get('/')
  assert.equal(refused.status, 503)
  assert.equal(refused.headers.get('cache-control'), 'no-store')
  status = 200
  assert.equal(await text('/'), 'status 200')
  await text('/now')
  await text('/now')
  assert.equal(renders(), 4)
})

test('a file whose address changes with its content is rendered once', async (t) => {
  const { clock, get, renders } = await serve(
    t,
    page(() => 'chunk', 'public, max-age=31536000, immutable'),
  )
  await get('/_next/static/chunk.js')
  clock.ms += 3_600_000
  const { headers } = await get('/_next/static/chunk.js')
  assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(renders(), 1)
})

test('a response states its age, and an unchanged one is not sent again', async (t) => {
  const { clock, get } = await serve(
    t,
    page(() => 'same', 'public, max-age=31536000, immutable'),
  )
  const etag = (await get('/')).headers.get('etag') ?? ''
  clock.ms += 2_500
  const again = await get('/', { headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  assert.equal(again.headers.get('age'), '2')
  assert.equal(await again.text(), '')
})

test('large pages are gzipped if the client accepts it, and HEAD returns the length without a body', async (t) => {
  const html = '<p>sand and time</p>'.repeat(1_000)
  const { get } = await serve(
    t,
    page(() => html),
  )
  const zipped = await get('/', { headers: { 'accept-encoding': 'br, gzip' } })
  assert.equal(zipped.headers.get('content-encoding'), 'gzip')
  assert.equal(await zipped.text(), html)
  const refused = await get('/', { headers: { 'accept-encoding': 'gzip;q=0' } })
  assert.equal(refused.headers.get('content-encoding'), null)
  const head = await get('/', { method: 'HEAD', headers: { 'accept-encoding': 'identity' } })
  assert.equal(head.headers.get('content-length'), String(html.length))
  assert.equal(await head.text(), '')
})

test('the policy of a page allows its inline scripts by hash, and no others', async (t) => {
  const { get } = await serve(
    t,
    page(() => '<script src="/a.js"></script><script id="b">run()</script>'),
  )
  const policy = (await get('/')).headers.get('content-security-policy') ?? ''
  // printf 'run()' | openssl dgst -sha256 -binary | base64
  const hash = 'AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='
  assert.match(policy, new RegExp(`script-src 'self' 'sha256-${hash.replaceAll('+', '\\+')}';`))
  assert.doesNotMatch(policy, /script-src[^;]*unsafe/)
  assert.doesNotMatch(policy, /data:/)
  for (const [path, mayHaveData] of Object.entries({
    '/console': true,
    '/console/sales/new?a': true,
    '/consoles': false,
  }))
    assert.equal(
      /img-src[^;]* data:;/.test((await get(path)).headers.get('content-security-policy') ?? ''),
      mayHaveData,
    )
})

test('requests for more pages than can be rendered are refused at once, the others served', async (t) => {
  const held = heldRendering(() => 'late')
  const { get } = await serve(t, held.render)
  const first = Array.from({ length: 256 }, (_, at) => get(`/items/${at}`))
  await until(() => held.waiting.length === 256)
  assert.equal((await get('/items/256')).status, 503)
  for (const finish of held.waiting) finish()
  assert.deepEqual(new Set((await Promise.all(first)).map(({ status }) => status)), new Set([200]))
})

test('an item’s page is kept until the item changes, and for a minute at most', async (t) => {
  const version = { id: '1.1.0', settled: true }
  const versions = { of: (url: string) => (url === '/items/7' ? version : null), stop() {} }
  const { clock, get, renders } = await serve(
    t,
    page(() => 'item'),
    versions,
  )
  await get('/items/7')
  clock.ms += 59_000
  await get('/items/7')
  assert.equal(renders(), 1)
  Object.assign(version, { id: '1.1.1', settled: false })
  await get('/items/7')
  assert.equal(renders(), 2)
  clock.ms += 6_001
  await get('/items/7')
  assert.equal(renders(), 3, 'right after a change, its page is kept like any other')
  Object.assign(version, { settled: true })
  clock.ms += 6_001
  await get('/items/7')
  clock.ms += 65_001
  await get('/items/7')
  assert.equal(renders(), 5)
})
