/** Alert rules, dashboard and docs use exactly the metrics that servers and relays export. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createMetrics } from '@hourglass/telemetry'
import { createMeasures, showOldestMail, showPools } from '../../relay/src/measures.ts'
import { adminRouter } from '../src/console/router.ts'
import { openApiDocument } from '../src/openapi/document.ts'
import { appRouter } from '../src/trpc/router.ts'
import { createServerStage, openFeed, type ServerStage } from './stage.ts'
import { passFor, queueSale } from './waiting-room.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const openApiRoutes = Object.entries(openApiDocument().paths).flatMap(([path, operations]) =>
  Object.keys(operations as object).map((method) => [method, path.replaceAll(/\{(\w+)\}/g, ':$1')] as const),
)
const rules = read('ops/prometheus/rules.yml')
const runbook = read('docs/runbook.md')

/** The exported series of a server and a relay, as a map from name to labels. */
const series = new Map<string, Set<string>>()
/** Names of the declared metrics. */
const declared = new Set<string>()
let stage: ServerStage

function take(text: string): void {
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) declared.add(name)
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Set()
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label)
    series.set(name, known)
  }
}

before(async () => {
  stage = await createServerStage({ env: { PAYMENTS: 'test', SALE_PAYMENT: 'none' } })
  const { body } = await stage.post(`/checkout?user_id=ann&id=${stage.item(0)}`)
  await stage.post(`/purchase?code=${body.code}`)
  await passFor(stage, (await queueSale(stage)).id, 'ann')
  const feed = openFeed(stage.origin, stage.saleId)
  await feed.next()
  feed.close()
  await stage.watching.jobs.watched('sweep', async () => {})()
  await stage.watching.audit.refresh()
  // As if a replica had been checked.
  Object.assign(stage.ctx.history, { last: { used: true, behindMs: 0, why: null } })
  take((await stage.get('/metrics')).body)

  const relay = createMetrics()
  const measures = createMeasures(relay)
  measures.answered('delivered', 1)
  measures.disabled('gone')
  showPools(relay, { relay: { totalCount: 0, idleCount: 0, waitingCount: 0, options: { max: 1 } } })
  showOldestMail(relay, async () => 0)
  take(await relay.text())
})
after(() => stage.stop())

/** The selectors of an expression: metric names with their label matchers. */
function selectorsOf(expression: string): { name: string; labels: string[] }[] {
  const found = expression.matchAll(/\b((?:hourglass|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)
  return [...found].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label),
  }))
}

function assertExposed(expression: string): void {
  for (const { name, labels } of selectorsOf(expression)) {
    const known = series.get(name)
    assert.ok(known, `${name} is not exported: ${expression}`)
    for (const label of labels) assert.ok(known.has(label), `${name} has no label ${label}: ${expression}`)
  }
}

test('every metric and label in a rule is exported', () => {
  const expressions = [...rules.matchAll(/^ *expr: (.*)$/gm)].map(([, expression = '']) => expression)
  assert.ok(expressions.length >= 20)
  for (const expression of expressions) assertExposed(expression)
})

test('every metric and label in the dashboard is exported or recorded by a rule', () => {
  const { panels } = JSON.parse(read('ops/grafana/dashboards/hourglass.json'))
  // biome-ignore lint/suspicious/noExplicitAny: Grafana's JSON
  const expressions: string[] = panels.flatMap((panel: any) => (panel.targets ?? []).map((target: any) => target.expr))
  assert.ok(expressions.length > 40)
  const recorded = [...rules.matchAll(/record: (\S+)/g)].map(([, name]) => name)
  for (const expression of expressions) {
    assertExposed(expression)
    for (const [name] of expression.matchAll(/hourglass:\w+:\w+/g)) assert.ok(recorded.includes(name), name)
  }
})

test('the dashboard and the docs cover all our metrics, and the docs list no others', () => {
  const ours = [...declared].filter((name) => name.startsWith('hourglass_')).sort()
  const dashboard = read('ops/grafana/dashboards/hourglass.json')
  const docs = [...read('docs/observability.md').matchAll(/^\| `(hourglass_\w+)`/gm)].map(([, name]) => name)
  assert.deepEqual(docs.sort(), ours)
  // The dashboard shows the units by state, which add up to the stock.
  const shown = ours.filter((name) => name !== 'hourglass_sale_stock_units')
  for (const name of shown) assert.ok(dashboard.includes(name), `${name} is not on the dashboard`)
})

test('the docs list the event of every log line', () => {
  const sources = globSync(['apps/{server,relay}/src/**/*.ts', 'packages/{core,telemetry}/src/**/*.ts'], { cwd: root })
  const events = sources.flatMap((file) => [...read(file).matchAll(/\bevent: '([a-z_.]+)'/g)].map(([, event]) => event))
  assert.ok(events.length > 10)
  const [row = ''] = /^\| `event`.*$/m.exec(read('docs/observability.md')) ?? []
  for (const event of new Set(events)) assert.ok(row.includes(`\`${event}\``), `docs/observability.md lacks ${event}`)
})

test('every alert has a runbook section, and every section an alert', () => {
  const alerts = [...rules.matchAll(/alert: (\S+)/g)].map(([, name = '']) => name)
  const urls = [...rules.matchAll(/runbook_url: docs\/runbook\.md#(\S+)/g)].map(([, anchor]) => anchor)
  assert.deepEqual(
    urls,
    alerts.map((name) => name.toLowerCase()),
  )
  const sections = [...runbook.matchAll(/^### (Hourglass\w+)$/gm)].map(([, name]) => name)
  assert.deepEqual(sections.sort(), alerts.sort())
  for (const section of runbook.split(/^### /m).filter((text) => text.startsWith('Hourglass')))
    for (const part of ['Meaning', 'Check', 'Action', 'Resolved when'])
      assert.ok(section.includes(`**${part}**`), `${section.split('\n')[0]} does not say: ${part}`)
})

test('the objectives cover exactly the buying routes and procedures', () => {
  const patterns = [...rules.matchAll(/hourglass_http_request_duration_seconds\w*\{[^}]*route=~"([^"]*)"/g)]
  assert.equal(patterns.length, 3)
  const routes = [
    ...openApiRoutes.filter(([method]) => method === 'post').map(([, path]) => path),
    ...Object.keys(appRouter._def.procedures).map((name) => `/trpc/${name}`),
    ...Object.keys(adminRouter._def.procedures).map((name) => `/trpc/admin/${name}`),
  ]
  for (const [, pattern = ''] of patterns) {
    // Prometheus anchors its patterns.
    const covered = routes.filter((route) => new RegExp(`^(?:${pattern})$`).test(route))
    assert.deepEqual(covered, [
      '/checkout',
      '/purchase',
      '/v1/reservations',
      '/v1/reservations/:id/confirm',
      '/v1/orders',
      '/trpc/reservations.create',
      '/trpc/reservations.confirm',
      '/trpc/orders.place',
      '/trpc/checkout',
      '/trpc/purchase',
    ])
  }
})

const promtool = spawnSync('promtool', ['--version']).status === 0

test('every alert has a promtool test, and all of them pass', { skip: !promtool && 'promtool is not on PATH' }, () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'rules.test.yml'], {
    cwd: join(root, 'ops/prometheus'),
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout + stderr)
  const tested = new Set(
    [...read('ops/prometheus/rules.test.yml').matchAll(/alertname: (\w+)/g)].map(([, name]) => name),
  )
  for (const [, name = ''] of rules.matchAll(/alert: (\S+)/g)) assert.ok(tested.has(name), `${name} has no test`)
})
