import pg from 'pg'

const CONNECT_MS = 5_000
const QUERY_MS = 30_000

/** Runs `work` on a new connection and closes it. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, query_timeout: QUERY_MS })
  client.on('error', () => {}) // a broken connection fails the query that uses it
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The first row of one query. */
export async function queryOnce(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown> | undefined> {
  return await connected(url, async (client) => (await client.query(text, [...values])).rows[0])
}

export async function ensureDatabase(maintenanceUrl: string, name: string): Promise<void> {
  await connected(maintenanceUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}
