import { createPool } from '@hourglass/db'

const COUNT_MS_MAX = 600_000

/** Exact row counts of all non-empty tables, by name. Partitions count towards their table. */
export async function countRows(databaseUrl: string): Promise<Record<string, number>> {
  const client = createPool(databaseUrl, { max: 1, name: 'hourglass-bench', statementTimeoutMs: COUNT_MS_MAX })
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgboss', 'drizzle')
       ORDER BY name`,
    )
    const counts: Record<string, number> = {}
    for (const { name } of rows) {
      const { rows: found } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${name}`)
      if (Number(found[0]?.n) > 0) counts[name.replace(/^public\./, '')] = Number(found[0]?.n)
    }
    return counts
  } finally {
    await client.end()
  }
}
