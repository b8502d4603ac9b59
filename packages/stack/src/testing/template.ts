import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { until } from '../poll.ts'
import { connected } from '../postgres/connection.ts'
import { reasonOf } from '../stack-error.ts'

/** Timeout for the connections of a migration to close. */
const RELEASED_MS = 10_000
const HASH_LENGTH = 16
const RANDOM_BYTES = 8

export interface TestDatabase {
  url: string
  /** Drops the database, closing its connections. */
  drop(): Promise<void>
}

/**
 * Creates a database as a copy of a migrated template. The template is created once per `key` and cluster, while concurrent callers
 * wait. Without a key, `migrate` runs for this call alone.
 */
export async function createTestDatabase(
  maintenanceUrl: string,
  migrate: ((databaseUrl: string) => Promise<void>) | undefined,
  key: string | undefined,
): Promise<TestDatabase> {
  const name = `t_${randomBytes(RANDOM_BYTES).toString('hex')}`
  const url = databaseUrl(maintenanceUrl, name)
  await connected(maintenanceUrl, async (client) => {
    const template =
      migrate && key !== undefined ? await ensureTemplate(client, maintenanceUrl, migrate, key) : 'template1'
    await client.query(`create database ${name} template ${template}`)
  })
  const drop = () =>
    connected(maintenanceUrl, (client) => client.query(`drop database if exists ${name} with (force)`)).then(() => {})
  if (migrate && key === undefined) await migrate(url)
  return { url, drop }
}

/** Creates the template under a temporary name and renames it when complete, so that an incomplete template is never copied. */
async function ensureTemplate(
  client: pg.Client,
  maintenanceUrl: string,
  migrate: (databaseUrl: string) => Promise<void>,
  key: string,
): Promise<string> {
  const template = `template_${createHash('sha256').update(key).digest('hex').slice(0, HASH_LENGTH)}`
  const unfinished = `${template}_unfinished`
  await client.query('select pg_advisory_lock(hashtext($1))', [template])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (rowCount !== 0) return template
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    await migrate(databaseUrl(maintenanceUrl, unfinished))
    await client.query(`alter database ${unfinished} with allow_connections false`)
    await releaseAndRename(client, unfinished, template)
    return template
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [template])
  }
}

async function releaseAndRename(client: pg.Client, from: string, to: string): Promise<void> {
  let reason: unknown
  const renamed = await until(async () => {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from])
    return await client.query(`alter database ${from} rename to ${to}`).catch((error) => {
      reason = error
      return undefined
    })
  }, RELEASED_MS)
  if (renamed === undefined) throw new Error(`Renaming the template database failed: ${reasonOf(reason)}`)
}

function databaseUrl(maintenanceUrl: string, name: string): string {
  const url = new URL(maintenanceUrl)
  url.pathname = `/${name}`
  return url.href
}
