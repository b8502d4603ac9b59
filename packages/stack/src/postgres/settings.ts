import { LOOPBACK } from '../ports.ts'

/** Name of the embedded cluster's superuser and of the Hourglass database. */
export const HOURGLASS = 'hourglass'
/** Role of the server and the relay. It owns that database. */
export const APPLICATION = 'hourglass_app'
/** Name of its password file. */
export const APPLICATION_PASSWORD = 'postgres-app'
/** The database that every cluster has. Connect to it to create others. */
export const MAINTENANCE = 'postgres'

/** Settings of the ledger on any machine. docker-compose.yml repeats them; tools/deployment.test.ts compares both. */
export const LEDGER_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
}

/** Passed on the command line, so that they override the configuration file. */
const SETTINGS = {
  ...LEDGER_SETTINGS,
  listen_addresses: LOOPBACK,
  unix_socket_directories: '', // a checkout's path may exceed the length limit of socket paths
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
 * Arguments of `initdb` for every cluster. docker-compose.yml repeats them for the image's own `initdb`; tools/deployment.test.ts
 * compares both. The encoding is required: with `--locale=C` alone `initdb` derives SQL_ASCII, which the builtin locale rejects.
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
