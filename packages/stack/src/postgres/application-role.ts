import { connected } from './connection.ts'
import { APPLICATION, HOURGLASS, MAINTENANCE } from './settings.ts'

/** Matches the schemas of Hourglass. `public` already belongs to the database owner. */
const OURS = `nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`
const OF_SUPERUSER = `'${HOURGLASS}'::regrole`

/** Transfers the superuser's objects in the database to the application role. Older data folders have one role for both. */
const HAND_OVER = `DO $$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT format('SCHEMA %I', nspname) AS what FROM pg_namespace
    WHERE nspowner = ${OF_SUPERUSER} AND ${OURS} AND nspname <> 'public'
    UNION ALL
    SELECT format('%s %I.%I', CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
      ELSE 'TABLE' END, nspname, relname)
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relowner = ${OF_SUPERUSER} AND relkind IN ('r', 'p', 'v', 'm', 'S') AND ${OURS}
      -- The sequence of a column follows its table.
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND relkind = 'S' AND deptype IN ('a', 'i'))
    UNION ALL
    SELECT format('ROUTINE %s', pg_proc.oid::regprocedure)
    FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE proowner = ${OF_SUPERUSER} AND ${OURS}
    UNION ALL
    SELECT format('TYPE %I.%I', nspname, typname)
    FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace
    WHERE typowner = ${OF_SUPERUSER} AND typtype IN ('e', 'd', 'r') AND ${OURS}
  LOOP
    EXECUTE format('ALTER %s OWNER TO ${APPLICATION}', each.what);
  END LOOP;
END $$`

/**
 * Creates the role of the server and the relay. It is not a superuser, owns only its database and cannot access others. Runs at every
 * start, so data folders of earlier versions are upgraded too.
 */
export async function ensureApplicationRole(urlOf: (database: string) => string, password: string): Promise<void> {
  await connected(urlOf(MAINTENANCE), async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [APPLICATION])
    if (rowCount === 0) await client.query(`create role ${APPLICATION}`)
    await client.query(
      `alter role ${APPLICATION} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${client.escapeLiteral(password)}`,
    )
    await client.query(`alter database ${HOURGLASS} owner to ${APPLICATION}`)
    for (const other of [MAINTENANCE, 'template1']) await client.query(`revoke all on database ${other} from public`)
  })
  await connected(urlOf(HOURGLASS), (client) => client.query(HAND_OVER))
}
