export type { Breakable } from './testing/breakable.ts'
export { startTestCluster, type TestCluster } from './testing/cluster.ts'
export { startTestStores, type TestStores, type TestStoresOptions } from './testing/stores.ts'
export { until } from './testing/until.ts'
