import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../apps.ts'

const MIGRATIONS = 'packages/db/migrations'
/** Not under node_modules, where Node reads no TypeScript. */
const CHECKED_OUT = join(tmpdir(), 'hourglass-older')
const INSTALL_MS = 300_000

/** The last version whose database had another shape: the commit before the newest migration. @throws without a history */
const olderVersion = (): string => {
  const migrated = said('git', [
    'log',
    '-1',
    '--first-parent',
    '--diff-filter=A',
    '--format=%H',
    '--',
    `${MIGRATIONS}/*.sql`,
  ])
  return said('git', ['rev-parse', '--verify', '--quiet', `${migrated}^1`])
}

/** Why there is no older version to run beside this one; null: there is. */
export function whyNoOlder(): string | null {
  try {
    olderVersion()
    return null
  } catch {
    return 'it needs the history of the repository, and git'
  }
}

/** Checks the older version out beside this one and installs what it asks for, once. @returns where it is */
export function checkOutOlder(): string {
  const version = olderVersion()
  const place = join(CHECKED_OUT, version)
  if (existsSync(place)) return place
  const half = `${place}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  said('git', ['archive', '--format=tar', `--output=${half}.tar`, version])
  said('tar', ['-xf', `${half}.tar`, '-C', half])
  rmSync(`${half}.tar`)
  const pnpm = join(root, 'node_modules/.bin/pnpm')
  said(pnpm, ['install', '--frozen-lockfile', '--prefer-offline', '--prod', '--filter=@hourglass/server...'], half)
  renameSync(half, place)
  return place
}

const said = (program: string, args: readonly string[], cwd = root): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: INSTALL_MS }).trim()
