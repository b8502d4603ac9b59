import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http, { type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { addresses } from './addresses.ts'

const { apiUrl, webUrl } = addresses(process.env)
const WEB = join(import.meta.dirname, '../apps/web')

/** A storefront of its own in front of the same API. With it every sale is paid for with real money, as with a real provider. */
export interface RealShop {
  url: string
  stop(): Promise<void>
}

export async function openRealShop(): Promise<RealShop> {
  const api = http.createServer(forward)
  const apiPort = await listen(api)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const origin = `http://127.0.0.1:${apiPort}`
  const web = spawn(process.execPath, ['src/server/main.ts', '--port', String(port), '--hostname', '127.0.0.1'], {
    cwd: WEB,
    env: { ...process.env, API_ORIGIN: origin, API_PUBLIC_ORIGIN: origin },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(web, 'exit')
  await listens(web.stdout)
  return {
    url,
    async stop() {
      web.kill()
      await exited
      api.closeAllConnections()
      api.close()
    },
  }
}

/** @throws when the storefront ends before it listens */
async function listens(output: Readable): Promise<void> {
  for await (const line of createInterface(output)) if (line.includes('listens on')) return
  throw new Error('the storefront did not start')
}

/** The API, which believes that its own storefront asks, and whose sales are paid for with real money. */
const forward: RequestListener = (request, response) => {
  const { host: _, 'accept-encoding': __, ...headers } = request.headers
  const { origin } = headers
  const sent = { method: request.method, headers: { ...headers, ...(origin && { origin: new URL(webUrl).origin }) } }
  const call = http.request(new URL(request.url ?? '/', apiUrl), sent, (answer: IncomingMessage) => {
    const { 'content-length': _, ...given } = answer.headers
    response.writeHead(answer.statusCode ?? 502, { ...given, ...(origin && { 'access-control-allow-origin': origin }) })
    if (!String(given['content-type']).includes('json')) return void answer.pipe(response)
    text(answer).then(
      (body) => response.end(body.replaceAll('"play_money":true', '"play_money":false')),
      () => response.destroy(),
    )
  })
  call.on('error', () => response.destroy())
  response.on('close', () => call.destroy())
  request.pipe(call)
}

async function listen(server: http.Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const server = http.createServer()
  const port = await listen(server)
  server.close()
  return port
}
