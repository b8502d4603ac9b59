export type { Breakable } from './testing/breakable.ts'
export { startTestCluster, type TestCluster } from './testing/cluster.ts'
export { hasPgBouncer, startTestPgBouncer, type TestPgBouncer } from './testing/pgbouncer.ts'
export {
  type ClusterNode,
  hasRedisCluster,
  startTestRedisCluster,
  type TestRedisCluster,
} from './testing/redis-cluster.ts'
export { startTestReplica, type TestReplica } from './testing/replica.ts'
export { startTestStores, type TestStores, type TestStoresOptions } from './testing/stores.ts'
export { type Direction, startTcpProxy, type TcpProxy } from './testing/tcp-proxy.ts'
export { until } from './testing/until.ts'
