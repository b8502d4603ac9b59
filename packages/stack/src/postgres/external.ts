import { placeOf, reasonOf, StackError } from '../stack-error.ts'
import { queryOnce } from './connection.ts'

export const POSTGRES_MAJOR_MIN = 15
const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** The version of the server at `url`. Throws `StackError` when it does not answer, is too old, or may forget a committed sale. */
export async function checkExternalPostgres(url: string): Promise<string> {
  const settings = ['server_version', 'server_version_num', ...DURABILITY].map(
    (name) => `current_setting('${name}') as ${name}`,
  )
  const row = await queryOnce(url, `select ${settings.join(', ')}`).catch((error) => {
    throw new StackError(
      `PostgreSQL at ${placeOf(url)} cannot be used (${reasonOf(error)}): correct DATABASE_URL, start that server, or leave DATABASE_URL out to use the embedded one.`,
    )
  })
  const version = String(row?.server_version).split(' ')[0] ?? ''
  if (Number(row?.server_version_num) < POSTGRES_MAJOR_MIN * 10_000) {
    throw new StackError(`PostgreSQL at ${placeOf(url)} is ${version}: Hourglass needs ${POSTGRES_MAJOR_MIN} or later.`)
  }
  const off = DURABILITY.filter((name) => row?.[name] === 'off')
  if (off.length > 0) {
    throw new StackError(
      `PostgreSQL at ${placeOf(url)} runs with ${off.join(' and ')} off and may forget a sale that was promised: turn it on.`,
    )
  }
  return version
}
