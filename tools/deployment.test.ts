/** The Compose and Kubernetes files match the programs and are consistent. Neither tool runs here. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CLUSTER_ARGUMENTS, GATE_ARGUMENTS, LEDGER_SETTINGS } from '@hourglass/stack/settings'
import { parse, parseAllDocuments } from 'yaml'
import { variables as ofRelay } from '../apps/relay/src/config.ts'
import { variables as ofServer } from '../apps/server/src/config.ts'
import { root } from './apps.ts'

// biome-ignore lint/suspicious/noExplicitAny: YAML has no types
type Yaml = any
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const compose: Yaml = parse(read('docker-compose.yml'), { merge: true })
const kubernetes: Yaml[] = readdirSync(join(root, 'ops/kubernetes'))
  .filter((name) => name !== 'kustomization.yaml')
  .flatMap((name) => parseAllDocuments(read(`ops/kubernetes/${name}`)).map((document) => document.toJS()))
const ofKind = (kind: string) => kubernetes.filter((object) => object.kind === kind)
const named = (kind: string, name: string) => ofKind(kind).find(({ metadata }) => metadata.name === name)

/** Replaces Compose's `${NAME:-default}` by the default. */
const withDefaults = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')

const web = [...read('apps/web/src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name)
const settings: Record<string, (env: Record<string, string>) => void> = {
  server: (env) => assertAccepted(ofServer.strict(), env),
  relay: (env) => assertAccepted(ofRelay.strict(), env),
  web: (env) =>
    assert.deepEqual(
      Object.keys(env).filter((name) => !web.includes(name)),
      [],
    ),
}

function assertAccepted(schema: typeof ofServer | typeof ofRelay, env: Record<string, string>): void {
  const given = Object.entries(env).filter(([, value]) => value !== '')
  const { success, error } = schema.safeParse(Object.fromEntries(given))
  assert.ok(success, String(error))
}

test('Compose: every program accepts its settings', () => {
  for (const [service, program] of [['server'], ['relay'], ['web'], ['web-edge', 'web']]) {
    const given: Record<string, string> = compose.services[service ?? ''].environment
    const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, withDefaults(value)]))
    settings[program ?? service ?? '']?.(env)
  }
})

test('Compose: every published port is on loopback, and every referenced file and service exists', () => {
  for (const [name, service] of Object.entries<Yaml>(compose.services)) {
    for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/, name)
    for (const on of Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {}))
      assert.ok(compose.services[on], `${name} depends on ${on}`)
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':')
      assert.ok(from.startsWith('.') ? existsSync(join(root, from)) : from in compose.volumes, `${name}: ${from}`)
    }
  }
  const without = Object.entries<Yaml>(compose.services).filter(([, service]) => !service.profiles)
  assert.deepEqual(without.map(([name]) => name).sort(), ['postgres', 'redis', 'relay', 'server', 'web'])
})

test('Compose starts PostgreSQL and Redis with the same arguments as npm start', () => {
  const { postgres, redis } = compose.services
  assert.deepEqual(postgres.environment.POSTGRES_INITDB_ARGS.split(' ').sort(), [...CLUSTER_ARGUMENTS].sort())
  const settings = Object.entries(LEDGER_SETTINGS).map(([name, value]) => `-c${name}=${value}`)
  assert.deepEqual(postgres.command, ['postgres', ...settings])
  assert.deepEqual(redis.command, ['valkey-server', ...GATE_ARGUMENTS])
})

test('Kubernetes: the kustomization lists every file', () => {
  const files = readdirSync(join(root, 'ops/kubernetes')).filter((name) => name !== 'kustomization.yaml')
  assert.deepEqual(parse(read('ops/kubernetes/kustomization.yaml')).resources.sort(), files.sort())
})

test('Kubernetes: every program accepts its settings', () => {
  const stores = { DATABASE_URL: 'postgres://db/hourglass', REDIS_URL: 'redis://redis' }
  for (const name of ['server', 'relay', 'web']) {
    const config = named('ConfigMap', `hourglass-${name}`)
    settings[name]?.({ ...config.data, ...(name !== 'web' && stores) })
    const { envFrom } = named('Deployment', name).spec.template.spec.containers[0]
    assert.equal(envFrom[0].configMapRef.name, config.metadata.name)
  }
})

test('Kubernetes: every pod runs as non-root without capabilities, with resource limits and probes', () => {
  const pods = [
    ...ofKind('Deployment').map(({ spec }) => spec.template),
    ...ofKind('Job').map(({ spec }) => spec.template),
    ...ofKind('CronJob').map(({ spec }) => spec.jobTemplate.spec.template),
  ]
  assert.equal(pods.length, 6)
  for (const { metadata, spec } of pods) {
    assert.equal(spec.securityContext.runAsNonRoot, true)
    for (const { securityContext, resources } of spec.containers) {
      assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] }, metadata.labels.app)
      assert.equal(securityContext.allowPrivilegeEscalation, false)
      assert.ok(resources.requests.cpu && resources.limits.memory)
    }
  }
  for (const { metadata, spec } of ofKind('Deployment')) {
    const [container] = spec.template.spec.containers
    assert.ok(container.livenessProbe && container.startupProbe, metadata.name)
    const ports = container.ports.map(({ name }: Yaml) => name)
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      if (container[probe]) assert.ok(ports.includes(container[probe].httpGet.port), `${metadata.name} ${probe}`)
  }
})

test('Kubernetes: selectors, autoscalers and routes refer to existing objects', () => {
  const appOf = (name: string) => named('Deployment', name).spec.template.metadata.labels.app
  for (const { metadata, spec } of ofKind('Deployment')) {
    assert.equal(spec.selector.matchLabels.app, appOf(metadata.name))
    assert.equal(named('PodDisruptionBudget', metadata.name).spec.selector.matchLabels.app, appOf(metadata.name))
  }
  for (const { metadata, spec } of ofKind('Service')) assert.equal(spec.selector.app, appOf(metadata.name))
  for (const { spec } of ofKind('HorizontalPodAutoscaler')) {
    // The Deployment and the autoscaler would overwrite each other.
    assert.equal(named('Deployment', spec.scaleTargetRef.name).spec.replicas, undefined)
  }
  for (const { path, backend } of named('Ingress', 'hourglass').spec.rules[0].http.paths)
    assert.ok(named('Service', backend.service.name), path)
  for (const { spec } of ofKind('CronJob')) {
    const [, target] = spec.jobTemplate.spec.template.spec.containers[0].args
    assert.ok(named('HorizontalPodAutoscaler', target.replace('hpa/', '')))
  }
})

test('all servers and relays together stay below the default connection limit of PostgreSQL', () => {
  const connections = (file: string) =>
    [...read(file).matchAll(/^const \w*CONNECTIONS = (\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
  const servers = named('HorizontalPodAutoscaler', 'server').spec.maxReplicas
  const relays = named('Deployment', 'relay').spec.replicas
  const ofAServer = connections('packages/core/src/operations/open-context.ts')
  const total = servers * ofAServer + relays * connections('apps/relay/src/relay.ts')
  assert.ok(ofAServer > 0 && total < 100 - 1, String(total))
})

test('both edges forward every public route and do not expose metrics', () => {
  const routes = Object.keys(JSON.parse(read('docs/openapi.json')).paths).filter((path) => path !== '/metrics')
  const ingress: string[] = named('Ingress', 'hourglass').spec.rules[0].http.paths.map(({ path }: Yaml) => path)
  const caddy = /@api path (.*)/.exec(read('ops/edge/Caddyfile'))?.[1]?.split(' ') ?? []
  const covers = (prefixes: string[], path: string) =>
    prefixes.some((prefix) => prefix !== '/' && (path === prefix || path.startsWith(`${prefix.replace(/\/\*$/, '')}/`)))
  for (const path of [...routes, '/trpc/sales.list']) {
    // The kubelet probes the pod directly.
    if (path !== '/livez') assert.ok(covers(ingress, path), `the ingress does not route ${path}`)
    assert.ok(covers(caddy, path), `Caddy does not route ${path}`)
  }
  assert.equal(covers(ingress, '/metrics') || covers(caddy, '/metrics'), false)
})

test('each image contains every workspace package that its programs depend on', () => {
  const packageOf = (name: string): string =>
    ['apps', 'packages']
      .map((folder) => `${folder}/${name.replace('@hourglass/', '')}`)
      .find((path) => existsSync(join(root, path))) ?? ''
  const made = (path: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(path)) return seen
    seen.add(path)
    const { dependencies } = JSON.parse(read(`${path}/package.json`))
    for (const name of Object.keys(dependencies)) if (name.startsWith('@hourglass/')) made(packageOf(name), seen)
    return seen
  }
  const image = read('ops/images/server.Dockerfile')
  for (const path of [...made('apps/server'), ...made('apps/relay')]) {
    assert.ok(image.includes(`COPY ${path}/package.json ${path}/`), path)
    assert.ok(image.includes(`COPY ${path} ${path}`), path)
  }
  for (const path of made('apps/web'))
    assert.ok(read('ops/images/web.Dockerfile').includes(`COPY ${path}/package.json ${path}/`), path)
  for (const name of ['server', 'web']) assert.match(read(`ops/images/${name}.Dockerfile`), /^USER 1000:1000$/m)
})
