import { placeOf, reasonOf, StackError } from '../stack-error.ts'
import { queryOnce } from './connection.ts'

export const POSTGRES_MAJOR_MIN = 15
const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** Version, clock and durability settings of a PostgreSQL server. */
export interface PostgresFacts {
  version: string
  tooOld: boolean
  /** Durability settings that are off. Without them a crash may lose committed sales. */
  off: string[]
  /** The server's clock, in milliseconds since 1970. */
  now: number
}

/** Reads the settings as a client with no settings of its own has them. Rejects if the server does not answer. */
export async function readPostgresFacts(url: string): Promise<PostgresFacts> {
  const settings = ['server_version', 'server_version_num', ...DURABILITY].map(
    (name) => `current_setting('${name}') as ${name}`,
  )
  const now = 'extract(epoch from clock_timestamp())::float8 * 1000 as now'
  const row = await queryOnce(url, `select ${settings.join(', ')}, ${now}`)
  return {
    version: String(row?.server_version).split(' ')[0] ?? '',
    tooOld: Number(row?.server_version_num) < POSTGRES_MAJOR_MIN * 10_000,
    off: DURABILITY.filter((name) => row?.[name] === 'off'),
    now: Number(row?.now),
  }
}

/** The version of the server at `url`. Throws `StackError` if it does not answer, is too old, or may lose committed sales. */
export async function checkExternalPostgres(url: string): Promise<string> {
  const { version, tooOld, off } = await readPostgresFacts(url).catch((error) => {
    throw new StackError(
      `PostgreSQL at ${placeOf(url)} is not usable (${reasonOf(error)}): correct DATABASE_URL, start that server, or unset DATABASE_URL to use the embedded one.`,
    )
  })
  if (tooOld) {
    throw new StackError(`PostgreSQL at ${placeOf(url)} is ${version}: Hourglass needs ${POSTGRES_MAJOR_MIN} or later.`)
  }
  if (off.length > 0) {
    throw new StackError(
      `PostgreSQL at ${placeOf(url)} runs with ${off.join(' and ')} off and may lose committed sales in a crash: turn it on.`,
    )
  }
  return version
}
