/** The Compose file and the images match the programs and are consistent. No container runs here. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CLUSTER_ARGUMENTS, GATE_ARGUMENTS, LEDGER_SETTINGS } from '@hourglass/stack/settings'
import { parse } from 'yaml'
import { root } from './apps.ts'
import { assertAccepts, read, type Yaml } from './program-settings.ts'

const compose: Yaml = parse(read('docker-compose.yml'), { merge: true })

/** Replaces Compose's `${NAME:-default}` by the default. */
const withDefaults = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')

test('Compose: every program accepts its settings', () => {
  for (const [service, program] of [['server'], ['relay'], ['web'], ['web-edge', 'web']]) {
    const given: Record<string, string> = compose.services[service ?? ''].environment
    const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, withDefaults(value)]))
    assertAccepts(program ?? service ?? '', env)
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

test('the edge forwards every public route and does not expose metrics', () => {
  const routes = Object.keys(JSON.parse(read('docs/openapi.json')).paths).filter((path) => path !== '/metrics')
  const caddy = /@api path (.*)/.exec(read('ops/edge/Caddyfile'))?.[1]?.split(' ') ?? []
  const covers = (prefixes: string[], path: string) =>
    prefixes.some((prefix) => prefix !== '/' && (path === prefix || path.startsWith(`${prefix.replace(/\/\*$/, '')}/`)))
  for (const path of [...routes, '/trpc/sales.list']) assert.ok(covers(caddy, path), `Caddy does not route ${path}`)
  assert.equal(covers(caddy, '/metrics'), false)
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
