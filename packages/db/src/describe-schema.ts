import { sql } from 'drizzle-orm'
import type { Database } from './client.ts'

/** The database schema as text, one line per object, so that reviews see what a migration changes. */
export async function describeSchema(db: Database): Promise<string> {
  const lines = await db.execute<{ line: string }>(sql`
    WITH ours AS (
      SELECT c.oid, c.relname, c.relkind FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    )
    SELECT 'table ' || o.relname || CASE o.relkind WHEN 'p' THEN ' by ' || pg_get_partkeydef(o.oid) ELSE '' END AS line, o.relname, 0 AS kind
    FROM ours o
    UNION ALL
    SELECT '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
      || CASE WHEN d.adbin IS NULL THEN '' ELSE ' default ' || pg_get_expr(d.adbin, d.adrelid) END
      || CASE a.attidentity WHEN '' THEN '' ELSE ' identity' END, o.relname, a.attnum
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT '  ' || c.conname || ' ' || pg_get_constraintdef(c.oid), o.relname, 1000
    FROM ours o JOIN pg_constraint c ON c.conrelid = o.oid AND c.contype <> 'n'
    UNION ALL
    SELECT '  ' || pg_get_indexdef(i.indexrelid), o.relname, 2000
    FROM ours o JOIN pg_index i ON i.indrelid = o.oid AND NOT i.indisprimary AND NOT i.indisexclusion
    UNION ALL
    SELECT '  ' || pg_get_triggerdef(t.oid), o.relname, 3000
    FROM ours o JOIN pg_trigger t ON t.tgrelid = o.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' md5 ' || md5(p.prosrc), '~' || p.proname, 0
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 2, 3, 1`)
  return `${lines.rows.map((row) => row.line).join('\n')}\n`
}
