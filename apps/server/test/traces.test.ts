/** Traces as a collector receives them over OTLP, from a server process. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { freePort } from '@hourglass/stack'
import { startTestStores, type TestStores } from '@hourglass/stack/testing'

interface Span {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  links?: { traceId: string; spanId: string }[]
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
}

const spans: Span[] = []
const paths = new Set<string>()
const collector = createServer(async (request, response) => {
  paths.add(request.url ?? '')
  // biome-ignore lint/suspicious/noExplicitAny: OTLP's JSON
  const { resourceSpans } = (await json(request)) as any
  for (const { resource, scopeSpans } of resourceSpans) {
    assert.deepEqual(resource.attributes[0], { key: 'service.name', value: { stringValue: 'hourglass-server' } })
    for (const scope of scopeSpans) spans.push(...scope.spans)
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})

let stores: TestStores
const started: ChildProcess[] = []
before(async () => {
  stores = await startTestStores()
  await once(collector.listen(0, '127.0.0.1'), 'listening')
})
after(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  collector.close()
  await stores.stop()
})

/** Runs a server for the duration of `work` and stops it, which flushes its spans. */
async function withServer(env: NodeJS.ProcessEnv, work: (origin: string) => Promise<void>): Promise<void> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', LOADED, 'src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      PORT: String(port),
      SALE_ITEMS: '20',
      SALE_PERIOD: '480h',
      LOG_LEVEL: 'warn',
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  started.push(child)
  await once(child, 'message')
  await work(`http://127.0.0.1:${port}`)
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
}

/** Preload script: the server exits with 7 if it loads OpenTelemetry without an endpoint. */
const LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  let loaded = ''
  registerHooks({ resolve(name, context, next) { if (name.includes('opentelemetry/sdk')) loaded = name; return next(name, context) } })
  process.on('exit', () => { if (loaded && !process.env.OTEL_EXPORTER_OTLP_ENDPOINT) process.exitCode = 7, console.error(loaded) })
`)}`

async function buy(origin: string, item: number, traceparent: string): Promise<void> {
  const headers = { traceparent, 'content-type': 'application/json' }
  const made = await fetch(`${origin}/checkout?user_id=ann&id=${item}`, { method: 'POST', headers: { traceparent } })
  const { code } = (await made.json()) as { code: string }
  const bought = await fetch(`${origin}/purchase`, { method: 'POST', headers, body: JSON.stringify({ code }) })
  assert.equal(bought.status, 200)
}

const TRACE = 'a1'.repeat(16)
const CALLER = 'b2'.repeat(8)

test("a purchase appears in its caller's trace with spans of request, gate and ledger, linked with the batch", async () => {
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  await withServer({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, async (origin) => {
    await buy(origin, 1, `00-${TRACE}-${CALLER}-01`)
    // The caller's traceparent says that this trace is not sampled.
    await buy(origin, 2, `00-${'c3'.repeat(16)}-${CALLER}-00`)
    const refused = await fetch(`${origin}/purchase?code=forged`, { method: 'POST' })
    const { trace_id } = (await refused.json()) as { trace_id: string }
    kept = trace_id
  })
  assert.deepEqual([...paths], ['/v1/traces'])
  const ofTrace = spans.filter(({ traceId }) => traceId === TRACE)
  const request = ofTrace.find(({ name }) => name === 'POST /purchase') ?? assert.fail('no span of the request')
  assert.equal(request.parentSpanId, CALLER)
  const under = ofTrace.filter(({ parentSpanId }) => parentSpanId === request.spanId).map(({ name }) => name)
  assert.ok(under.includes('gate take'), String(under))
  const commit = ofTrace.find(({ name, parentSpanId }) => name === 'ledger takes' && parentSpanId === request.spanId)
  const batch = spans.find(({ name, traceId }) => name === 'ledger takes' && traceId !== TRACE)
  assert.deepEqual(
    batch?.links?.map(({ spanId }) => spanId),
    [request.spanId],
  )
  assert.deepEqual(
    commit?.links?.map(({ spanId }) => spanId),
    [batch?.spanId],
  )
  assert.equal(spans.filter(({ traceId }) => traceId === 'c3'.repeat(16)).length, 0)

  const forged = spans.find(({ traceId }) => traceId === kept)
  const outcome = forged?.attributes.find(({ key }) => key === 'hourglass.outcome')
  assert.equal(outcome?.value.stringValue, 'code_not_found')
})
let kept = ''

test('purchases succeed while the collector is down', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  await withServer({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, (origin) => buy(origin, 3, `00-${TRACE}-${CALLER}-01`))
})

test('without a collector the tracing libraries are not loaded', async () => {
  const earlier = spans.length
  await withServer({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, (origin) => buy(origin, 4, `00-${TRACE}-${CALLER}-01`))
  assert.equal(spans.length, earlier)
})
