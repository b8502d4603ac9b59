import { join } from 'node:path'
import { redisPreference } from '../environment.ts'
import { until } from '../poll.ts'
import { freePort, LOOPBACK } from '../ports.ts'
import { connectedRedis } from '../redis/client.ts'
import { chooseRedis, type RedisServer, startRedis } from '../redis/server.ts'
import { StackError } from '../stack-error.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { startSupervisor } from '../supervisor/supervisor.ts'
import { type Breakable, breakable } from './breakable.ts'
import { temporaryFolder } from './cluster.ts'

const MASTERS = 3
const SLOTS = 16_384
/** After this time without an answer a node has failed and its replica takes over. */
const NODE_TIMEOUT_MS = 1_000
const FORM_MS = 20_000
const START_ATTEMPTS_MAX = 10

export interface ClusterNode extends Breakable {
  readonly port: number
}

/** A Redis Cluster of three masters, each with a replica. */
export interface TestRedisCluster {
  /** Addresses of all nodes, in the format of `REDIS_URL`. */
  url: string
  /** The node that currently owns the key's slot. */
  masterOf(key: string): Promise<ClusterNode>
  /** Waits until every slot has a master, and every master a replica with its data. */
  whole(): Promise<void>
  stop(): Promise<void>
}

/** Whether a native server is installed. The embedded one does not support clusters. */
export const hasRedisCluster = (): boolean => chooseRedis(redisPreference()).kind === 'native'

/** Starts a cluster on loopback. Throws `StackError` if {@link hasRedisCluster} is false. */
export async function startTestRedisCluster(): Promise<TestRedisCluster> {
  const supervisor = await startSupervisor()
  try {
    const folder = await temporaryFolder(supervisor)
    const nodes = await Promise.all(
      Array.from({ length: 2 * MASTERS }, (_, i) => startNode(supervisor, join(folder, `${i}`))),
    )
    await form(nodes)
    const cluster = clusterOf(nodes)
    await cluster.whole()
    return { ...cluster, stop: () => supervisor.stop() }
  } catch (error) {
    await supervisor.stop()
    throw error
  }
}

async function startNode(supervisor: Supervisor, folder: string): Promise<ClusterNode> {
  const settings = [
    '--cluster-enabled',
    'yes',
    '--cluster-node-timeout',
    String(NODE_TIMEOUT_MS),
    '--cluster-replica-validity-factor',
    '0',
    '--repl-diskless-sync-delay',
    '0',
  ]
  let port: number | undefined
  const { process } = await breakable(async (): Promise<RedisServer> => {
    for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt++) {
      // A node also listens on a bus port, 10,000 higher (Redis Cluster specification), which may be in use too.
      const tried = port ?? (await freePort())
      const server = await startRedis(supervisor, 'native', folder, tried, { settings })
      if (server) {
        port = tried
        return server
      }
    }
    throw new StackError('A node of a Redis Cluster did not start: run the tests again.')
  })
  return Object.assign(process, { port: port ?? 0 })
}

async function form(nodes: readonly ClusterNode[]): Promise<void> {
  const [first] = nodes
  const ids = await Promise.all(nodes.map((node) => ask<string>(node, 'MYID')))
  await Promise.all(nodes.map((node) => ask(node, 'MEET', LOOPBACK, String(first?.port))))
  const share = Math.ceil(SLOTS / MASTERS)
  await Promise.all(
    nodes.slice(0, MASTERS).map((node, i) => {
      const last = Math.min(SLOTS, (i + 1) * share) - 1
      return ask(node, 'ADDSLOTSRANGE', String(i * share), String(last))
    }),
  )
  // A node can replicate another once gossip has introduced it.
  await Promise.all(
    nodes.slice(MASTERS).map((node, i) => eventually(() => ask(node, 'REPLICATE', ids[i] ?? ''), 'a replica follows')),
  )
}

function clusterOf(nodes: readonly ClusterNode[]) {
  const alive = async <T>(work: (node: ClusterNode) => Promise<T>): Promise<T> => {
    for (const node of nodes) {
      const found = await work(node).catch(() => undefined)
      if (found !== undefined) return found
    }
    throw new StackError('no node of the Redis Cluster answers')
  }
  return {
    url: `redis://${nodes.map((node) => `${LOOPBACK}:${node.port}`).join(',')}`,
    async masterOf(key: string) {
      const slot = await alive((node) => ask<number>(node, 'KEYSLOT', key))
      const slots = await alive((node) => ask<[number, number, [string, number]][]>(node, 'SLOTS'))
      const range = slots.find(([from, to]) => from <= slot && slot <= to)
      const master = nodes.find((node) => node.port === range?.[2][1])
      if (!master) throw new StackError(`no master owns the slot of ${key}`)
      return master
    },
    whole: () =>
      eventually(async () => {
        const up = await Promise.all(nodes.map(isHealthy))
        if (!up.every(Boolean)) throw new Error('a node does not see all others yet')
      }, 'the Redis Cluster is healthy'),
  }
}

/** Whether a node sees all slots served and, as a replica, is in sync with its master, so that it can take over. */
async function isHealthy(node: ClusterNode): Promise<boolean> {
  const state = await ask<string>(node, 'INFO')
  const replication = await connectedRedis(urlOf(node), (redis) => redis.info('replication'))
  const follows = replication.includes('role:slave')
  return state.includes('cluster_state:ok') && (!follows || replication.includes('master_link_status:up'))
}

const urlOf = (node: ClusterNode) => `redis://${LOOPBACK}:${node.port}`

const ask = <T>(node: ClusterNode, ...words: string[]): Promise<T> =>
  connectedRedis(urlOf(node), (redis) => redis.call('CLUSTER', ...words) as Promise<T>)

async function eventually(work: () => Promise<unknown>, what: string): Promise<void> {
  let last: unknown
  const done = await until(async () => {
    return await work().then(
      () => true,
      (error) => {
        last = error
        return undefined
      },
    )
  }, FORM_MS)
  if (!done) throw new StackError(`Timed out waiting until ${what} (${String(last)}): run the tests again.`)
}
