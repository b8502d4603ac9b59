import { createHash } from 'node:crypto'
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestListener,
  ServerResponse,
} from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { inject } from 'light-my-request'
import { LRUCache } from 'lru-cache'
import { publicApiOrigin } from '../shop/origin.ts'
import { contentPolicy } from './content-policy.ts'
import type { ItemVersions, PageVersion } from './item-versions.ts'

/** A page is served for this long without being rendered again, here and by a CDN. */
const FRESH_MS = 1_000
/** The page of an item whose changes are known. */
const ITEM_FRESH_MS = 60_000
/** For this long after that it is still served, and the first request has it rendered again in the background. */
const STALE_MS = 5_000
const CACHE_BYTES_MAX = 64 * 2 ** 20
/** Pages that render at the same time. A crowd that asks for more of them is refused at once instead of timing out. */
const RENDERS_MAX = 256

/** Addresses within a page, and the API's, depend on these. */
const ORIGIN_HEADERS = ['host', 'x-forwarded-proto']
/** Next.js's router sends these when it navigates within the storefront. */
const ROUTER_HEADERS = [
  'rsc',
  'next-router-state-tree',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-url',
]
/** The only headers that reach Next.js: no page can depend on a cookie. */
const RENDERED_HEADERS = [...ORIGIN_HEADERS, ...ROUTER_HEADERS]

const CONNECTION_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']

const PAGE_POLICY = `public, max-age=0, s-maxage=${FRESH_MS / 1_000}, stale-while-revalidate=${STALE_MS / 1_000}`
const CACHED_STATUS = [200, 307, 308, 404]
const COMPRESSED = /^text\/|javascript|json|svg|manifest/
const COMPRESSED_BYTES_MIN = 1_024

/** A rendered response. */
interface Kept {
  status: number
  headers: OutgoingHttpHeaders
  etag: string
  body: Buffer
  /** Null where compression gains nothing. */
  gzipped: Buffer | null
  /** By the cache's clock. */
  renderedAt: number
  freshMs: number
}

interface Clock {
  /** Milliseconds. */
  now(): number
}

interface Target {
  url: string
  headers: IncomingHttpHeaders
}

interface Rendered {
  target: Target
  version: PageVersion | null
}

/** More than RENDERS_MAX pages are being rendered. */
class TooManyRenders extends Error {}

/** A response that is not cached. Requests that waited for its rendering share it. */
class NotCached extends Error {
  readonly kept: Kept
  constructor(kept: Kept) {
    super('not cached')
    this.kept = kept
  }
}

/**
 * Serves the responses of `render` from memory: one rendering per address at a time, whose result all requests share. The
 * browser adds what is personal. `versions`: an item's page is kept for longer, until the item changes. @returns a function that resolves to false, having sent nothing, when too many pages are being rendered
 * @throws what `render` throws
 */
export function cachedPages(
  render: RequestListener,
  { clock = performance, versions }: { clock?: Clock; versions?: ItemVersions } = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  let renders = 0
  const pages = new LRUCache<string, Kept, Rendered>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: ({ body, gzipped }, key) => body.length + (gzipped?.length ?? 0) + key.length,
    ttl: FRESH_MS,
    ttlResolution: 0,
    perf: clock,
    noDeleteOnStaleGet: true,
    async fetchMethod(_key, _stale, { context, options }) {
      if (renders >= RENDERS_MAX) throw new TooManyRenders()
      renders++
      const kept = await renderPage(render, context.target, clock).finally(() => renders--)
      const policy = String(kept.headers['cache-control'])
      if (!CACHED_STATUS.includes(kept.status) || policy === 'no-store') throw new NotCached(kept)
      if (policy.includes('immutable'))
        options.ttl = 0 // never stale
      else if (context.version?.settled) options.ttl = ITEM_FRESH_MS
      return { ...kept, freshMs: options.ttl ?? FRESH_MS }
    },
  })
  return async (request, response) => {
    const target = targetOf(request)
    const version = versions?.of(target.url) ?? null
    const key = JSON.stringify([target, version?.id])
    const { renderedAt = 0, freshMs = 0 } = pages.peek(key, { allowStale: true }) ?? {}
    const allowStale = clock.now() - renderedAt < freshMs + STALE_MS
    const found = pages.fetch(key, { context: { target, version }, allowStale })
    const kept = await found.catch((error) => {
      if (error instanceof NotCached) return error.kept
      if (error instanceof TooManyRenders) return undefined
      throw error
    })
    if (kept) send(request, response, kept, clock.now() - kept.renderedAt)
    return kept !== undefined
  }
}

function targetOf({ url = '/', headers }: IncomingMessage): Target {
  const sent = RENDERED_HEADERS.filter((name) => headers[name] !== undefined)
  return { url, headers: Object.fromEntries(sent.map((name) => [name, headers[name]])) }
}

async function renderPage(render: RequestListener, target: Target, clock: Clock): Promise<Kept> {
  const renderedAt = clock.now()
  const { statusCode: status, headers: given, rawPayload: body } = await inject(render, { method: 'GET', ...target })
  const type = String(given['content-type'])
  const compresses = COMPRESSED.test(type) && body.length >= COMPRESSED_BYTES_MIN
  return {
    status,
    headers: { ...ownHeaders(status, given), ...(type.startsWith('text/html') && pageHeaders(body, target)) },
    etag: `W/"${createHash('sha256').update(body).digest('base64url')}"`,
    body,
    gzipped: compresses ? await promisify(gzip)(body) : null,
    renderedAt,
    freshMs: 0,
  }
}

/** Without the headers of a connection. Next.js forbids to cache a page that it renders on request; an error must not be cached. */
function ownHeaders(status: number, given: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const headers = { ...given }
  for (const name of CONNECTION_HEADERS) delete headers[name]
  const policy = String(given['cache-control'] ?? 'private')
  if (!CACHED_STATUS.includes(status)) headers['cache-control'] = 'no-store'
  else if (policy.startsWith('private')) headers['cache-control'] = PAGE_POLICY
  headers.vary = [given.vary, 'accept-encoding'].filter(Boolean).join(', ')
  return headers
}

const pageHeaders = (body: Buffer, { url, headers }: Target): OutgoingHttpHeaders => ({
  'content-security-policy': contentPolicy(
    body.toString(),
    publicApiOrigin(new Headers(headers as Record<string, string>)),
    /^\/console(?![^/?])/.test(url),
  ),
})

/** A response from the cache, in the encoding that the request accepts (RFC 9110, section 12.5.3) and with its age (RFC 9111, section 5.1). */
function send(request: IncomingMessage, response: ServerResponse, kept: Kept, ageMs: number): void {
  const { method, headers } = request
  const age = String(Math.floor(ageMs / 1_000))
  const common: OutgoingHttpHeaders = { ...kept.headers, etag: kept.etag, age }
  if (kept.status === 200 && headers['if-none-match']?.includes(kept.etag))
    return void response.writeHead(304, common).end()
  const gzipped = acceptsGzip(headers['accept-encoding']) ? kept.gzipped : null
  const body = gzipped ?? kept.body
  response
    .writeHead(kept.status, {
      ...common,
      ...(gzipped && { 'content-encoding': 'gzip' }),
      'content-length': body.length,
    })
    .end(method === 'HEAD' ? undefined : body)
}

const acceptsGzip = (encodings = ''): boolean => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(encodings)
