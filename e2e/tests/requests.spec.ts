import net from 'node:net'
import { expect, test } from '@playwright/test'
import { addresses } from '../addresses.ts'

interface Answer {
  status: number
  headers: Map<string, string>
  body: string
}

/** Sends raw bytes, which a browser would normalize. */
function send(start: string, ...fields: string[]): Promise<Answer> {
  const { hostname, port, host } = new URL(addresses(process.env).webUrl)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = net.connect(Number(port), hostname)
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.once('error', reject).once('close', () => resolve(parsed(text)))
    socket.write([`${start} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...fields, '', ''].join('\r\n'))
  })
}

function parsed(text: string): Answer {
  const end = text.indexOf('\r\n\r\n')
  const [start = '', ...fields] = text.slice(0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) \S/.exec(start)?.[1])
  const headers = fields.map((field) => /^([^:]+): ?(.*)$/.exec(field)?.slice(1) ?? [])
  return {
    status,
    headers: new Map(headers.map(([name = '', value = '']) => [name.toLowerCase(), value])),
    body: text.slice(end + 4),
  }
}

function expectUsualHeaders({ headers }: Answer, what: string): void {
  expect.soft(headers.get('x-content-type-options'), what).toBe('nosniff')
  expect.soft(headers.get('referrer-policy'), what).toBe('strict-origin-when-cross-origin')
  expect.soft(headers.get('content-security-policy'), what).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
}

function expectPage(answer: Answer, what: string): void {
  expectUsualHeaders(answer, what)
  expect.soft(answer.headers.get('content-type'), what).toBe('text/html; charset=utf-8')
  expect.soft(answer.body, what).toMatch(/<!doctype html>[\s\S]*<h1>[^<]+<\/h1>[\s\S]*<\/html>/i)
}

test('a URL with malformed percent encoding is refused with 400 and an error page on every route', async () => {
  const places = [
    '/',
    '/sales/',
    '/items/',
    '/orders/',
    '/console/sales/',
    '/nowhere/at/all/',
    '/_next/',
    '/_next/static/',
  ]
  const ends = ['%E9', '%ff', '%E0%A4%A', '%', '%2', '%zz', '%C0%AF', '%ED%A0%80']
  const around = [
    '/sales/%E9/proof',
    '/sales/%E9/field.png',
    '/items/%E9/opengraph-image',
    '/%E9/%41',
    '/%E9?x=1',
    '/_next/data/%E9/index.json',
  ]
  for (const path of [...around, ...places.flatMap((place) => ends.map((end) => place + end))]) {
    const answer = await send(`GET ${path}`)
    expect.soft(answer.status, path).toBe(400)
    expectPage(answer, path)
  }
})

test('no decodable URL is answered with 500', async () => {
  const paths = [
    '/sales/%00',
    '/items/%2F',
    '/%25E9',
    '/sales/%25E9',
    '/items/%252525',
    '/orders/%F0%9F%8F%BA',
    '/console/%25ff',
    '/?x=%E9',
    '/sales/1?page=%',
    '/sales?before=%ff&%=%',
    '/items/1?_rsc=%E9',
    '//x',
    '/%5C',
    '/__proto__',
    `/${'a'.repeat(9_000)}`,
  ]
  for (const path of paths) {
    const answer = await send(`GET ${path}`)
    expect.soft(answer.status, path).toBeLessThan(500)
    expectUsualHeaders(answer, path)
  }
  const absolute = await send(`GET ${addresses(process.env).webUrl}/sales`)
  expect(absolute.status, 'an absolute address').toBe(200)
})

test('malformed headers are never answered with 500', async () => {
  const fields = [
    'Cookie: a=%E9; b=%',
    'Next-Router-State-Tree: %E9',
    'RSC: %',
    'Next-Url: /%E9',
    'X-Forwarded-Proto: %',
    'Next-Action: x',
    'Accept-Encoding: %',
    'Expect: nothing',
    'If-None-Match: %',
  ]
  for (const field of fields) {
    const answer = await send('GET /sales', field)
    expect.soft(answer.status, field).toBeLessThan(500)
    expectUsualHeaders(answer, field)
  }
})

test('methods other than GET, HEAD and OPTIONS are refused with 405, unknown ones with 501', async () => {
  for (const path of [
    '/',
    '/sales',
    '/items/1',
    '/nowhere',
    '/icon.svg',
    '/next.ics',
    '/sales/1/field.png',
    '/console',
    '/%E9',
  ]) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE']) {
      const answer = await send(`${method} ${path}`)
      expect.soft(answer.status, `${method} ${path}`).toBe(405)
      expect.soft(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expectPage(answer, `${method} ${path}`)
    }
    for (const method of ['PROPFIND', 'PURGE', 'FOO', 'get']) {
      const answer = await send(`${method} ${path}`)
      expect.soft(answer.status, `${method} ${path}`).toBe(501)
      expectPage(answer, `${method} ${path}`)
    }
    const options = await send(`OPTIONS ${path}`)
    expect.soft(options.status, `OPTIONS ${path}`).toBe(204)
    expect.soft(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
    expectUsualHeaders(options, `OPTIONS ${path}`)
  }
})

test('an invalid HTTP request is refused with an error page and the security headers', async () => {
  for (const [start, status, ...fields] of [
    ['CONNECT example.com:443', 405],
    ['OPTIONS *', 204],
    ['GET', 400],
    ['GET /', 400, 'no field'],
    ['GET /', 400, 'Content-Length: 1', 'Transfer-Encoding: chunked'],
    ['GET /', 431, `X: ${'x'.repeat(20_000)}`],
  ] as [string, number, ...string[]][]) {
    const answer = await send(start, ...fields)
    expect.soft(answer.status, start).toBe(status)
    expectUsualHeaders(answer, start)
  }
})

test('pages, images, redirects and 404 responses have the security headers', async () => {
  for (const path of [
    '/',
    '/sales',
    '/sales/',
    '/cart',
    '/collection',
    '/me',
    '/account',
    '/sign-in',
    '/console',
    '/icon.svg',
    '/next.ics',
    '/sales/1/field.png',
    '/nowhere',
    '/_next/nowhere',
    '/_next/static/nowhere',
    '/_next/image?url=x',
  ]) {
    const answer = await send(`GET ${path}`)
    expect.soft(answer.status, path).toBeLessThan(500)
    expectUsualHeaders(answer, path)
  }
})
