import { type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Headers of every response, from Next or from here. Pages have a policy of their own (content-policy.ts); all other responses may
 * load the storefront's own files and have no scripts inside. A worker's script imports the chunks that it consists of.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
}

const READ = ['GET', 'HEAD']
/** The other methods of RFC 9110 and PATCH get 405. Unknown methods get 501. */
const KNOWN = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']
const ALLOW = 'GET, HEAD, OPTIONS'

const RETRY_AFTER_S = '1'

const BROKEN: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_INVALID_METHOD: 501,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

const SENTENCES: Record<number, string> = {
  400: 'This address is not valid.',
  405: 'This page is read-only.',
  408: 'The request took too long to arrive.',
  431: 'The headers of the request are too large.',
  503: 'High demand. Reload in a moment.',
  500: 'Something went wrong on our side. Nothing was bought.',
  501: 'This server does not support that method.',
}

/**
 * Runs before Next's router, which responds with 500 and no headers to an address that it cannot decode
 * (vercel/next.js#94278) and renders pages for any method. `next`: resolves to false if it has no capacity and has sent nothing.
 */
export const guard =
  (next: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>): RequestListener =>
  async (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    const { method = '' } = request
    if (method === 'OPTIONS') return void response.writeHead(204, { allow: ALLOW }).end()
    if (!READ.includes(method)) return refuse(response, KNOWN.includes(method) ? 405 : 501)
    const address = addressOf(request.url ?? '')
    if (address === null) return refuse(response, 400)
    request.url = address
    try {
      if (!(await next(request, response))) refuse(response, 503)
    } catch (error) {
      console.error('unhandled error in a page', error)
      if (response.headersSent) response.destroy()
      else refuse(response, 500)
    }
  }

/** Path and query of a request target, which may be absolute; null if it cannot be decoded. */
function addressOf(target: string): string | null {
  const address = target.replace(/^https?:\/\/[^/?#]*/i, '')
  try {
    decodeURIComponent(address.split('?', 1)[0] ?? '')
  } catch {
    return null
  }
  return address.startsWith('/') ? address : `/${address}`
}

/** Replaces Node's own error responses, which lack headers or a body. */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    refuseOnSocket(socket, BROKEN[error.code ?? ''] ?? 400)
  })
  server.on('connect', (_request, socket) => refuseOnSocket(socket, 405))
  // Unknown expectations may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

/** Closes the connection: an unread request body may still be arriving. */
function refuse(response: ServerResponse, status: number): void {
  const page = pageOf(status)
  const headers = headersOf(status, page)
  response.writeHead(status, headers).end(response.req.method === 'HEAD' ? undefined : page)
}

function refuseOnSocket(socket: Duplex, status: number): void {
  const page = pageOf(status)
  const lines = Object.entries({ ...SECURITY_HEADERS, ...headersOf(status, page) })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${page}`,
  )
}

const headersOf = (status: number, page: string) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-length': Buffer.byteLength(page),
  'cache-control': 'no-store',
  connection: 'close',
  ...(status === 405 && { allow: ALLOW }),
  ...(status === 503 && { 'retry-after': RETRY_AFTER_S }),
})

const pageOf = (status: number): string =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${STATUS_CODES[status]} · Hourglass</title>
<h1>${STATUS_CODES[status]}</h1>
<p>${SENTENCES[status]} <a href="/">Go to the current drop</a>.</p>
</html>
`
