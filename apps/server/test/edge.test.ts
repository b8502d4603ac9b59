/** Two servers behind a real Caddy with ops/edge/Caddyfile. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePort, type Supervisor, startSupervisor } from '@hourglass/stack'
import { startTestStores, type TestStores, until } from '@hourglass/stack/testing'
import { killServers, ready, type Server, startServer } from './server-process.ts'

const caddyfile = join(import.meta.dirname, '../../../ops/edge/Caddyfile')
const ADDRESS_LIMIT = 12
/** Loopback addresses other than 127.0.0.1 work without setup on Linux only. */
const skip =
  (process.platform !== 'linux' || spawnSync('caddy', ['version']).status !== 0) && 'caddy is not on PATH, or not Linux'

describe('behind the edge', { skip }, () => {
  let stores: TestStores
  let supervisor: Supervisor
  let folder: string
  let servers: [Server, Server]
  let storefront: http.Server
  let ca: string
  let port: number

  before(async () => {
    stores = await startTestStores()
    supervisor = await startSupervisor()
    folder = await mkdtemp(join(tmpdir(), 'hourglass-edge-'))
    const env = {
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      SALE_ITEMS: '200',
      HOST: '0.0.0.0',
      TRUST_USER_ID: 'yes',
      TRUSTED_HOSTS: 'localhost',
      TRUSTED_PROXIES: 'loopback',
      RATE_LIMIT_ADDRESS: `${ADDRESS_LIMIT}/1h`,
    }
    servers = [await startServer(env), await startServer(env)]
    await Promise.all(servers.map(ready))
    storefront = http.createServer((_request, response) => response.end('a page')).listen(0, '127.0.0.1')
    await once(storefront, 'listening')
    port = await freePort()
    await supervisor.spawn({
      name: 'Caddy',
      command: 'caddy',
      cwd: folder,
      stopSignal: 'SIGTERM',
      args: ['run', '--config', caddyfile, '--adapter', 'caddyfile'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        EDGE_SITE: `https://localhost:${port}`,
        API_UPSTREAMS: servers.map(({ origin }) => new URL(origin).host).join(' '),
        WEB_UPSTREAM: `127.0.0.1:${(storefront.address() as AddressInfo).port}`,
      },
    })
    const root = join(folder, 'caddy/pki/authorities/local/root.crt')
    // Read until it verifies: the file appears before its content.
    const answers = async () => {
      ca = await readFile(root, 'utf8')
      return (await ask('127.0.0.9', 'GET', '/livez')).status === 200
    }
    await until('the edge answers under its certificate', () => answers().catch(() => false))
  })

  after(async () => {
    await supervisor?.stop()
    killServers()
    storefront?.close()
    await stores?.stop()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  interface Response {
    status: number
    headers: http.IncomingHttpHeaders
    text: string
  }

  /** Sends a request to the edge on a new connection from the given loopback address. */
  function ask(from: string, method: string, path: string, headers: http.OutgoingHttpHeaders = {}): Promise<Response> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername: 'localhost', ca, localAddress: from, agent: false }
      const request = https.request({ ...options, method, path, headers: { host: `localhost:${port}`, ...headers } })
      request.on('error', reject).on('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      })
      request.end()
    })
  }

  const statuses = async (count: number, from: string, headers = {}): Promise<number[]> => {
    const found: number[] = []
    for (let i = 0; i < count; i++) found.push((await ask(from, 'GET', '/v1/sales/active', headers)).status)
    return found
  }
  const times = (count: number, status: number) => Array.from({ length: count }, () => status)

  /** Buys one item as a shopper at the given address. */
  async function buy(from: string, item: number): Promise<number> {
    const chosen = await ask(from, 'POST', `/checkout?user_id=buyer${item}&id=${item}`)
    assert.equal(chosen.status, 200, chosen.text)
    return (await ask(from, 'POST', `/purchase?code=${JSON.parse(chosen.text).code}`)).status
  }

  test('rate limits count the client’s real address across both servers and ignore a forged X-Forwarded-For', async () => {
    assert.deepEqual(await statuses(ADDRESS_LIMIT + 1, '127.0.0.2'), [...times(ADDRESS_LIMIT, 200), 429])
    assert.deepEqual(await statuses(1, '127.0.0.2', { 'x-forwarded-for': '192.0.2.1' }), [429])
    assert.deepEqual(await statuses(1, '127.0.0.3'), [200])
  })

  test('session cookies are Secure, and both servers accept them', async () => {
    const clear = (more = {}) =>
      ask('127.0.0.4', 'POST', '/trpc/cart.clear', { 'content-type': 'application/json', ...more })
    const { headers } = await clear()
    const [cookie = ''] = headers['set-cookie'] ?? []
    assert.match(cookie, /; Secure/)
    for (let i = 0; i < 6; i++) {
      const again = await clear({ cookie: cookie.split(';')[0] })
      assert.deepEqual([again.status, again.headers['set-cookie']], [200, undefined])
    }
  })

  test('operator routes and metrics are not exposed; pages come from the storefront', async () => {
    for (const path of ['/metrics', '/v1/admin/keys'])
      assert.equal((await ask('127.0.0.5', 'GET', path)).status, 404, path)
    assert.deepEqual((await ask('127.0.0.5', 'GET', '/')).text, 'a page')
  })

  test('the live feed is not buffered, over HTTP/2', async () => {
    const session = http2.connect(`https://localhost:${port}`, { ca })
    const feed = session.request({ ':path': '/v1/sales/1/live' })
    let text = ''
    feed.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    await until('the snapshot has arrived', () => text.includes('event: snapshot') && text.endsWith('\n\n'))
    text = ''
    assert.equal(await buy('127.0.0.6', 1), 200)
    await until('the delta arrives while the stream is open', () => text.includes('event: delta'))
    assert.equal(feed.closed, false)
    session.destroy()
  })

  test('when a server is killed, the other answers the next requests and none is lost', async () => {
    const codes = await Promise.all(
      Array.from(
        { length: 4 },
        async (_, i) =>
          JSON.parse((await ask(`127.0.1.${i}`, 'POST', `/checkout?user_id=last&id=${10 + i}`)).text).code,
      ),
    )
    const exit = once(servers[0].process, 'exit')
    servers[0].process.kill('SIGKILL')
    await exit
    const bought = await Promise.all(codes.map((code, i) => ask(`127.0.1.${i}`, 'POST', `/purchase?code=${code}`)))
    assert.deepEqual(
      bought.map(({ status }) => status),
      times(4, 200),
    )
    for (let i = 0; i < 20; i++) assert.equal(await buy(`127.0.2.${i}`, 20 + i), 200)
  })
})
