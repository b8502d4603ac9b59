/** The Kubernetes manifests are valid, match the programs and are consistent. No cluster runs here. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { BlockList } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { isPublicAddress } from '@hourglass/core/domain'
import { parseAllDocuments } from 'yaml'
import { readConfig } from '../apps/server/src/config.ts'
import { root } from './apps.ts'
import { FOLDER, faultsOf, kustomization, manifestFiles, podOf, render } from './kubernetes-manifests.ts'
import { assertAccepts, read, type Yaml } from './program-settings.ts'

const objects = render()
const ofKind = (kind: string) => objects.filter((object) => object.kind === kind)
const named = (kind: string, name: string) => ofKind(kind).find(({ metadata }) => metadata.name === name)
const stores = { DATABASE_URL: 'postgres://db/hourglass', REDIS_URL: 'redis://redis' }

test('the kustomization lists every file', () => {
  assert.deepEqual([...kustomization.resources].sort(), manifestFiles().sort())
})

test('every image is named by a tag or a digest that is not latest, so that applying another one starts a rollout', () => {
  const images = objects.flatMap((object) => podOf(object)?.spec.containers ?? []).map(({ image }) => image)
  assert.equal(images.length, 5)
  for (const image of images)
    assert.match(image, /^registry\.[\w.]+\/[\w-]+(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/)
})

test('every object is valid: no field is unknown, missing, mistyped or out of range', async () => {
  assert.deepEqual(await faultsOf(objects), [])
})

test('a misspelled field, an unquoted number and an invalid value are found', async () => {
  const faults = await faultsOf([
    { ...named('Namespace', 'hourglass'), metadata: { name: 'hourglass', label: {} } },
    { ...named('ConfigMap', 'hourglass-server'), data: { PORT: 8080 } },
    { ...named('Service', 'server'), spec: { ports: [{ port: 8080, targetPort: {} }] } },
  ])
  for (const fault of [
    /^Namespace-hourglass.*'"label"' does not exist/m,
    /^ConfigMap-.*'number' is not assignable/m,
    /^Service server: /m,
  ])
    assert.match(faults.join('\n'), fault)
})

const kubectl = spawnSync('kubectl', ['kustomize', join(root, FOLDER)], { encoding: 'utf8' })

test('kubectl renders the same objects', { skip: kubectl.error && 'kubectl is not installed' }, () => {
  assert.equal(kubectl.status, 0, kubectl.stderr)
  const byName = (all: Yaml[]) => new Map(all.map((object) => [`${object.kind} ${object.metadata.name}`, object]))
  const theirs = parseAllDocuments(kubectl.stdout).map((document) => document.toJS())
  assert.deepEqual(byName(theirs), byName(objects))
})

test('every program accepts its settings', () => {
  for (const name of ['server', 'relay', 'web']) {
    const config = named('ConfigMap', `hourglass-${name}`)
    assertAccepts(name, { ...config.data, ...(name !== 'web' && stores) })
    const { envFrom } = podOf(named('Deployment', name)).spec.containers[0]
    assert.equal(envFrom[0].configMapRef.name, config.metadata.name)
  }
})

test('the server limits every address, and trusts only private networks to report it', () => {
  const config = readConfig({ ...named('ConfigMap', 'hourglass-server').data, ...stores })
  assert.deepEqual(config.trustedProxies, ['uniquelocal', '100.64.0.0/10'])
  assert.equal(config.trustUserId, false)
  for (const [name, rule] of Object.entries(config.rateLimits)) assert.ok(rule, `${name} is not limited`)
})

test('every pod runs as non-root without capabilities, with resource limits and probes', () => {
  const pods = objects.map(podOf).filter(Boolean)
  assert.equal(pods.length, 5)
  for (const { metadata, spec } of pods) {
    assert.equal(spec.securityContext.runAsNonRoot, true)
    for (const { securityContext, resources } of spec.containers) {
      assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] }, metadata.labels.app)
      assert.equal(securityContext.allowPrivilegeEscalation, false)
      assert.ok(resources.requests.cpu && resources.limits.memory)
    }
  }
  for (const deployment of ofKind('Deployment')) {
    const [container] = podOf(deployment).spec.containers
    const { name } = deployment.metadata
    assert.ok(container.livenessProbe && container.startupProbe, name)
    const ports = container.ports.map((port: Yaml) => port.name)
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      if (container[probe]) assert.ok(ports.includes(container[probe].httpGet.port), `${name} ${probe}`)
  }
})

test('a rollout removes no pod before its successor is ready', () => {
  for (const { metadata, spec } of ofKind('Deployment'))
    assert.deepEqual(spec.strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 }, metadata.name)
  assert.equal(podOf(named('Deployment', 'server')).spec.containers[0].readinessProbe.httpGet.path, '/readyz')
})

test('selectors, autoscalers and routes refer to existing objects', () => {
  const appOf = (name: string) => podOf(named('Deployment', name)).metadata.labels.app
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

test('the ingress routes every public path and does not expose metrics', () => {
  const routes = Object.keys(JSON.parse(read('docs/openapi.json')).paths)
  const prefixes: string[] = named('Ingress', 'hourglass').spec.rules[0].http.paths.map(({ path }: Yaml) => path)
  const covers = (path: string) =>
    prefixes.some((prefix) => prefix !== '/' && (path === prefix || path.startsWith(`${prefix}/`)))
  // The kubelet probes the pod directly.
  for (const path of [...routes, '/trpc/sales.list'])
    if (path !== '/livez') assert.equal(covers(path), path !== '/metrics', path)
})

const policies = ofKind('NetworkPolicy')
const appliesTo = (policy: Yaml, app: string): boolean => {
  const { matchLabels, matchExpressions } = policy.spec.podSelector
  if (matchLabels) return matchLabels.app === app
  return matchExpressions ? matchExpressions[0].values.includes(app) : true
}

/** `direction peer port` for each allowed connection of a pod. */
function allowed(app: string): string[] {
  const peerOf = ({ namespaceSelector, podSelector, ipBlock }: Yaml): string =>
    ipBlock?.cidr ??
    podSelector?.matchLabels.app ??
    namespaceSelector.matchLabels?.['kubernetes.io/metadata.name'] ??
    'any namespace'
  return policies
    .filter((policy) => appliesTo(policy, app))
    .flatMap(({ spec }) => [
      ...(spec.ingress ?? []).map((rule: Yaml) => ['from', rule.from, rule.ports]),
      ...(spec.egress ?? []).map((rule: Yaml) => ['to', rule.to, rule.ports]),
    ])
    .map(([direction, peers = [], ports]) => {
      const numbers = ports.map(({ port, endPort }: Yaml) => (endPort ? `${port}-${endPort}` : port))
      return `${direction} ${peers.map(peerOf).join() || 'anywhere'} ${[...new Set(numbers)].join()}`
    })
    .sort()
}

test('pods have exactly the connections they need, and no others', () => {
  const deny = policies.find(({ metadata }) => metadata.name === 'default-deny')
  assert.deepEqual(deny?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  const dns = 'to kube-system,169.254.20.10/32 53'
  const stores = 'to any namespace,10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fc00::/7 5432,6432,6379'
  assert.deepEqual(allowed('hourglass-server'), [
    'from ingress-nginx,hourglass-web 8080',
    'from monitoring 9464',
    stores,
    'to anywhere 443',
    dns,
    'to monitoring 4318',
  ])
  assert.deepEqual(allowed('hourglass-relay'), [
    'from monitoring 9464',
    'to 0.0.0.0/0,2000::/3 443,80,1024-65535',
    stores,
    'to anywhere 25,465,587',
    dns,
  ])
  assert.deepEqual(allowed('hourglass-web'), ['from ingress-nginx 3000', 'to hourglass-server 8080', dns])
  assert.deepEqual(allowed('hourglass-schedule'), ['to anywhere 443,6443', dns])
})

test('webhooks may reach the same addresses that the relay itself allows', () => {
  const open = new BlockList()
  const closed = new BlockList()
  const edges: string[] = []
  const add = (list: BlockList, cidr: string) => {
    const [network = '', bits] = cidr.split('/')
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4')
    edges.push(network)
  }
  const { to } = policies.find(({ metadata }) => metadata.name === 'webhooks')?.spec.egress[0] ?? {}
  for (const { ipBlock } of to) {
    add(open, ipBlock.cidr)
    for (const cidr of ipBlock.except) add(closed, cidr)
  }
  const source = read('packages/core/src/domain/addresses.test.ts')
  // IPv6 addresses that contain an IPv4 one are refused by the relay; a policy sees only the latter.
  const samples = [...source.matchAll(/(?<=[\s'`])(?:\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:]+)(?=[\s'`])/g)].map(
    ([found]) => found,
  )
  assert.ok(samples.length > 40)
  for (const address of [...samples, ...edges]) {
    const family = address.includes(':') ? 'ipv6' : 'ipv4'
    const isOpen = open.check(address, family) && !closed.check(address, family)
    assert.equal(isOpen, isPublicAddress(address), address)
  }
})
