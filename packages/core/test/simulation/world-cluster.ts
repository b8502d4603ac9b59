import { createDatabase } from '@hourglass/db'
import { startTestCluster, type TestCluster } from '@hourglass/stack/testing'
import { sql } from 'drizzle-orm'

/** A PostgreSQL for worlds. None of them kills it, so that its commits need not wait for the disk. */
export async function startWorldCluster(): Promise<TestCluster> {
  const cluster = await startTestCluster()
  const db = createDatabase(cluster.url)
  await db.execute(sql`ALTER SYSTEM SET fsync = off`)
  await db.execute(sql`SELECT pg_reload_conf()`)
  await db.$client.end()
  return cluster
}
