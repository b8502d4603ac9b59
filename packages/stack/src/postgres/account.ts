import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { commandPath } from '../command-path.ts'
import { StackError } from '../stack-error.ts'

const TRIAL_MS = 10_000
/** Users that stores run as when started by root, in order of preference. */
const UNPRIVILEGED_USERS = ['postgres', 'nobody']

interface User {
  uid: number
  gid: number
}

interface Start extends Partial<User> {
  command: string
  args: string[]
}

/** The user that runs a store. */
export interface Account {
  /** Set if it is not the current user. It must own the data folder. */
  owner?: User
  start(program: string, args: readonly string[]): Start
}

/**
 * The current user; for root, an existing unprivileged user (the owner of `data`, `postgres` or `nobody`) without supplementary groups
 * or capabilities. If only root can enter the folder of the checkout or the data, and `setpriv` is installed, the user gets the
 * capability to read and traverse folders (CAP_DAC_READ_SEARCH); it can still write only its own files. Throws `StackError` if it
 * cannot reach `program` or one of `folders`.
 */
export function storeAccount(program: string, folders: readonly string[], data: string): Account {
  const owner = existsSync(data) ? statSync(data) : undefined
  const self = process.getuid?.()
  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return { start: (command, args) => ({ command, args: [...args] }) }
    throw new StackError(
      `${data} belongs to another user (${owner.uid}): start as that user, or set HOURGLASS_DATA to another folder.`,
    )
  }
  const user = owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivilegedUser()
  const ways = [withCapabilities(user, []), plain(user), withCapabilities(user, ['dac_read_search'])]
  const account = ways.find((way) => way !== undefined && reaches(way, program, folders))
  if (account) return account
  throw new StackError(
    `Stores do not run as root, and user ${user.uid} cannot access ${folders.join(', ')} or ${program}: ` +
      'start as an ordinary user, install setpriv (util-linux), move the checkout to a folder that the user can enter, or set DATABASE_URL.',
  )
}

function unprivilegedUser(): User {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((row) => row.split(':'))
  for (const name of UNPRIVILEGED_USERS) {
    const row = rows.find(([user]) => user === name)
    if (row) return { uid: Number(row[2]), gid: Number(row[3]) }
  }
  throw new StackError(
    'Stores do not run as root, and there is no user postgres or nobody: start as an ordinary user, or set DATABASE_URL.',
  )
}

function withCapabilities(owner: User, kept: readonly string[]): Account | undefined {
  const setpriv = commandPath('setpriv')
  if (setpriv === undefined) return undefined
  const become = [
    '--reuid',
    `${owner.uid}`,
    '--regid',
    `${owner.gid}`,
    '--clear-groups',
    ...['--inh-caps', '--ambient-caps', '--bounding-set'].map(
      (set) => `${set}=${['-all', ...kept.map((capability) => `+${capability}`)].join()}`,
    ),
    '--no-new-privs',
    // Without this, access(2), which initdb uses, ignores the capability.
    ...(kept.length > 0 ? ['--securebits=+no_setuid_fixup'] : []),
  ]
  return { owner, start: (program, args) => ({ command: setpriv, args: [...become, program, ...args] }) }
}

function plain(owner: User): Account {
  return { owner, start: (program, args) => ({ command: program, args: [...args], ...owner }) }
}

function reaches(account: Account, program: string, folders: readonly string[]): boolean {
  const { command, args, ...user } = account.start('/bin/sh', [
    '-c',
    'test -x "$0" && for each; do test -x "$each" || exit 1; done && "$0" --version',
    program,
    ...folders,
  ])
  return spawnSync(command, args, { ...user, cwd: '/', timeout: TRIAL_MS }).status === 0
}
