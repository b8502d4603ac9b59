import { LOOPBACK } from '../ports.ts'

/** The name of the embedded cluster's superuser and of the database that Hourglass lives in. */
export const HOURGLASS = 'hourglass'
/** The role that the server and the relay connect as, which owns that database. */
export const APPLICATION = 'hourglass_app'
/** Names the file of its password. */
export const APPLICATION_PASSWORD = 'postgres-app'
/** The database that every cluster has: one connects there to make others. */
export const MAINTENANCE = 'postgres'

/** Settings that suit the ledger on any machine. docker-compose.yml repeats them, and tools/deployment.test.ts compares the two. */
export const LEDGER_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
}

/** Given on the command line, so that what holds is what is written here. */
const SETTINGS = {
  ...LEDGER_SETTINGS,
  listen_addresses: LOOPBACK,
  unix_socket_directories: '', // their paths have a length limit that a checkout's path may pass
  max_connections: '100',
  shared_buffers: '128MB',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  logging_collector: 'off',
  log_timezone: 'UTC',
}

export function serverArguments(pgdata: string, port: number): string[] {
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', pgdata, ...settings]
}

/**
 * How every cluster's files are made. docker-compose.yml repeats them for the image's own `initdb`, and tools/deployment.test.ts
 * compares the two. The encoding is needed: with `--locale=C` alone `initdb` derives SQL_ASCII, which the builtin locale refuses.
 */
export const CLUSTER_ARGUMENTS: readonly string[] = [
  '--data-checksums',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
]

export function initdbArguments(pgdata: string, passwordFile: string): string[] {
  return [
    '--pgdata',
    pgdata,
    '--username',
    HOURGLASS,
    '--pwfile',
    passwordFile,
    '--auth',
    'scram-sha-256',
    ...CLUSTER_ARGUMENTS,
  ]
}

export function embeddedUrl(port: number, password: string, database: string, role = HOURGLASS): string {
  return `postgres://${role}:${password}@${LOOPBACK}:${port}/${database}`
}
