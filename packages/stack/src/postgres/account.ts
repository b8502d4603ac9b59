import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { commandPath } from '../command-path.ts'
import { StackError } from '../stack-error.ts'

const TRIAL_MS = 10_000
/** In this order: PostgreSQL refuses to run as root. */
const UNPRIVILEGED_USERS = ['postgres', 'nobody']

interface User {
  uid: number
  gid: number
}

interface Start extends Partial<User> {
  command: string
  args: string[]
}

/** Who runs PostgreSQL. */
export interface Account {
  /** Set when it is somebody else, who must own the data folder. */
  owner?: User
  start(program: string, args: readonly string[]): Start
}

/**
 * This process's user; for root an existing unprivileged one (whoever owns `pgdata`, `postgres` or `nobody`). The checkout may lie
 * in a folder that only root can enter, so that user is given the capability to pass through folders, where `setpriv` can.
 * Throws `StackError` when it cannot reach `program` or `parent`.
 */
export function postgresAccount(program: string, parent: string, pgdata: string): Account {
  const owner = existsSync(pgdata) ? statSync(pgdata) : undefined
  const self = process.getuid?.()
  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return { start: (command, args) => ({ command, args: [...args] }) }
    throw new StackError(
      `${pgdata} belongs to another user (${owner.uid}): start as that user, or set HOURGLASS_DATA to another folder.`,
    )
  }
  const user = owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivilegedUser()
  const account = [withCapability(user), plain(user)].find((way) => way !== undefined && reaches(way, program, parent))
  if (account) return account
  throw new StackError(
    `PostgreSQL does not run as root, and user ${user.uid}, who would run it, cannot enter ${parent} or ${program}: ` +
      'start as an ordinary user, install setpriv (util-linux), move the checkout out of a closed folder, or set DATABASE_URL.',
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
    'PostgreSQL does not run as root, and there is no user postgres or nobody: start as an ordinary user, or set DATABASE_URL.',
  )
}

function withCapability(owner: User): Account | undefined {
  const setpriv = commandPath('setpriv')
  if (setpriv === undefined) return undefined
  const become = [
    ...['--reuid', `${owner.uid}`, '--regid', `${owner.gid}`, '--clear-groups'],
    ...['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override', '--bounding-set=-all,+dac_override'],
    '--securebits=+no_setuid_fixup', // else access(2), which initdb asks, ignores the capability
  ]
  return { owner, start: (program, args) => ({ command: setpriv, args: [...become, program, ...args] }) }
}

function plain(owner: User): Account {
  return { owner, start: (program, args) => ({ command: program, args: [...args], ...owner }) }
}

function reaches(account: Account, program: string, parent: string): boolean {
  const { command, args, ...user } = account.start('/bin/sh', [
    '-c',
    'test -x "$0" && test -x "$1" && "$0" --version',
    program,
    parent,
  ])
  return spawnSync(command, args, { ...user, cwd: '/', timeout: TRIAL_MS }).status === 0
}
