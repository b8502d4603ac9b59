import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { newPassword } from '../password.ts'
import { settles } from '../poll.ts'
import { StackError } from '../stack-error.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import type { Account } from './account.ts'
import { POSTGRES_MAJOR, type PostgresBinaries } from './binaries.ts'
import { initdbArguments } from './settings.ts'

const INITDB_MS = 120_000

/** Next to the data folder; only its owner can read it. */
function passwordFile(pgdata: string): string {
  return `${pgdata}.password`
}

/**
 * Initializes the cluster in `pgdata` if it does not exist, and returns the superuser's password. Files are created in a temporary
 * folder, which is renamed when complete, so an incomplete cluster is never used. Throws `StackError`.
 */
export async function ensureDataFolder(
  supervisor: Supervisor,
  account: Account,
  binaries: PostgresBinaries,
  pgdata: string,
): Promise<string> {
  if (existsSync(pgdata)) await checkVersion(pgdata)
  else await makeDataFolder(supervisor, account, binaries, pgdata)
  return (await readFile(passwordFile(pgdata), 'utf8')).trim()
}

async function checkVersion(pgdata: string): Promise<void> {
  const version = await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => 'unknown')
  if (version.trim() === POSTGRES_MAJOR && existsSync(passwordFile(pgdata))) return
  throw new StackError(
    `${pgdata} is not a PostgreSQL ${POSTGRES_MAJOR} cluster with its password file (found version ${version.trim()}): move it away, or set HOURGLASS_DATA to another folder.`,
  )
}

async function makeDataFolder(
  supervisor: Supervisor,
  account: Account,
  binaries: PostgresBinaries,
  pgdata: string,
): Promise<void> {
  await removeUnfinished(pgdata)
  const unfinished = await mkdtemp(`${pgdata}.unfinished-`)
  const password = passwordFile(unfinished)
  await writeFile(password, `${newPassword()}\n`, { mode: 0o600 })
  if (account.owner) {
    await chown(unfinished, account.owner.uid, account.owner.gid)
    await chown(password, account.owner.uid, account.owner.gid)
  }
  const start = account.start(binaries.initdb, initdbArguments(unfinished, password))
  const initdb = await supervisor.spawn({ name: 'initdb', cwd: '/', stopSignal: 'SIGKILL', ...start })
  if (!(await settles(initdb.exited, INITDB_MS))) await initdb.stop()
  const { code } = await initdb.exited
  if (code !== 0) {
    await removeUnfinished(pgdata)
    throw new StackError(
      `PostgreSQL could not initialize its data folder in ${dirname(pgdata)}: check the free disk space and the permissions. Output of initdb: ${initdb.lines.slice(-3).join(' ')}`,
    )
  }
  if (process.getuid && account.owner) await chown(password, process.getuid(), process.getgid?.() ?? 0)
  await chmod(password, 0o600)
  await rename(password, passwordFile(pgdata))
  await rename(unfinished, pgdata)
}

async function removeUnfinished(pgdata: string): Promise<void> {
  const left = (await readdir(dirname(pgdata))).filter((name) => name.startsWith(`${basename(pgdata)}.unfinished-`))
  for (const name of left) await rm(join(dirname(pgdata), name), { recursive: true, force: true })
}
