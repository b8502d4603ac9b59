import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feedPath } from '@hourglass/core/contract'
import { type Context, openContext, openHourlySale, type Settings } from '@hourglass/core/operations'
import { startMigratedStores } from '@hourglass/db/testing'
import { type TestStores, until } from '@hourglass/stack/testing'
import { createLog, createMetrics, type Metrics } from '@hourglass/telemetry'
import { type Conforms, createConforms, type Described } from '@hourglass/tools/conforms'
import { type App, createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import type { Lifecycle } from '../src/lifecycle.ts'
import { type AuditWatch, createAuditWatch } from '../src/metrics/audit.ts'
import { createJobWatch, type JobWatch } from '../src/metrics/jobs.ts'
import { createMeasures } from '../src/metrics/measures.ts'
import { openApiDocument } from '../src/openapi/document.ts'
import { requestContext } from '../src/request-context.ts'
import { watchAnswers } from './answers.ts'

const conforms: Conforms = createConforms(openApiDocument() as unknown as Described)

/** A server in this process over real stores, with one open sale. With `beside`, it shares the stores and sale of another stage. */
export interface ServerStage {
  origin: string
  port: number
  ctx: Context
  app: App
  lifecycle: Lifecycle
  metrics: Metrics
  /** Metrics of background jobs. The jobs do not run by themselves here. */
  watching: { jobs: JobWatch; audit: AuditWatch }
  stores: TestStores
  saleId: number
  /** Id of the item at a position of the sale. */
  item(position: number): number
  /** POST without a body, parameters in the query. */
  post(path: string): Promise<Answer>
  /** POST with a JSON body. */
  postJson(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Answer>
  /** Sends a request as it is. @returns the parsed JSON, or the text */
  send(path: string, options: RequestInit): Promise<Answer>
  /** Sets the server's clock ahead. It decides nothing, so nothing may change but what is displayed. */
  setClockAhead(ms: number): void
  /** Stops the server. @throws when a response violated the OpenAPI document */
  stop(): Promise<void>
}

export interface Answer {
  status: number
  headers: Headers
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
  body: any
}

export async function createServerStage(
  change: Partial<Settings> & {
    env?: NodeJS.ProcessEnv
    log?: (line: string) => void
    /** Starts a separate PostgreSQL that the test may break. */
    ownPostgres?: boolean
    beside?: Pick<ServerStage, 'stores' | 'saleId'>
  } = {},
): Promise<ServerStage> {
  const { env, beside, ownPostgres, log: logged, ...settings } = change
  const stores = beside?.stores ?? (await startMigratedStores(ownPostgres ? { ownPostgres } : {}))
  const { databaseUrl, redisUrl } = stores
  const pictures = await mkdtemp(join(tmpdir(), 'hourglass-pictures-'))
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PORT: '0',
    SALE_ITEMS: '20',
    PICTURES: pictures,
    ...env,
  })
  const log = await createLog({
    name: 'server',
    level: logged ? 'debug' : 'silent',
    context: requestContext,
    readable: false,
    to: { write: (line) => logged?.(line) },
  })
  const metrics = createMetrics()
  const measures = createMeasures(metrics)
  const open = openContext({
    databaseUrl,
    redisUrl,
    log,
    measures,
    settings: { ...config.settings, buyerLimit: 3, ...settings },
    pictures: config.pictures,
    payments: config.payments,
  })
  await open.begin()
  await until('the gate answers', () => open.ctx.gate.up)
  const saleId = beside?.saleId ?? (await openHourlySale(open.ctx, new Date(Math.floor(Date.now() / 3.6e6) * 3.6e6)))
  if (saleId === null) throw new Error('the sale already exists')
  let aheadMs = 0
  Object.assign(open.ctx, { clock: () => new Date(Date.now() + aheadMs) })
  const lifecycle: Lifecycle = { ready: true, draining: false }
  const app = await createApp(config, open, lifecycle, { log, metrics, measures })
  const faults = watchAnswers(app.server.server, conforms)
  const origin = await app.server.listen({ host: '127.0.0.1', port: 0 })
  const sale = await open.ctx.sales.get(saleId)

  async function send(path: string, options: RequestInit): Promise<Answer> {
    const response = await fetch(origin + path, options)
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      headers: response.headers,
      type,
      body: type.includes('json') ? JSON.parse(text) : text,
    }
  }
  return {
    origin,
    port: Number(new URL(origin).port),
    ctx: open.ctx,
    app,
    lifecycle,
    metrics,
    watching: { jobs: createJobWatch(metrics), audit: createAuditWatch(metrics, open.ctx) },
    stores,
    saleId,
    item: (position) => (sale?.firstItemId ?? 1) + position,
    post: (path) => send(path, { method: 'POST' }),
    postJson: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (path) => send(path, {}),
    send,
    setClockAhead(ms) {
      aheadMs = ms
    },
    async stop() {
      app.feed.close()
      app.server.server.closeAllConnections()
      await app.server.close()
      await open.close()
      await rm(pictures, { recursive: true })
      if (!beside) await stores.stop()
      if (faults.length > 0) throw new Error(`responses that violate the OpenAPI document:\n${faults.join('\n')}`)
    },
  }
}

/** Sends bytes on a new connection. @returns everything received until it closes */
export async function sendBytes(port: number, bytes: string | Buffer): Promise<string> {
  const { connect } = await import('node:net')
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

/** Opens the live feed and returns its events as they arrive. `from` is the position in the URL, as a page sends it. */
export function openFeed(origin: string, saleId: number, lastEventId?: string, from?: string) {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const request = http.get(origin + feedPath(saleId, from), { headers })
  const events: FeedEvent[] = []
  const waiting: ((event: FeedEvent) => void)[] = []
  let text = ''
  const ended = new Promise<void>((resolve) => {
    request.on('close', () => resolve())
    request.on('error', () => resolve())
  })
  request.on('response', (response) => {
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseEvent(block)
        const take = waiting.shift()
        if (take) take(event)
        else events.push(event)
      }
    })
  })
  return {
    next: (): Promise<FeedEvent> => {
      const event = events.shift()
      return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve))
    },
    close: () => request.destroy(),
    ended,
  }
}

export interface FeedEvent {
  id: string
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
  data: any
}

function parseEvent(block: string): FeedEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const data = fields.get('data')
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? 'comment',
    data: data ? JSON.parse(data) : undefined,
  }
}
