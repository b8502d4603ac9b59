import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../apps.ts'

const MIGRATIONS = 'packages/db/migrations'
/** Not under node_modules, where Node does not run TypeScript. */
const CHECKED_OUT = join(tmpdir(), 'hourglass-older')
const INSTALL_MS = 300_000

/** The last version with the previous schema: the commit before the newest migration. @throws without Git history */
const olderVersion = (): string => {
  const migrated = output('git', [
    'log',
    '-1',
    '--first-parent',
    '--diff-filter=A',
    '--format=%H',
    '--',
    `${MIGRATIONS}/*.sql`,
  ])
  return output('git', ['rev-parse', '--verify', '--quiet', `${migrated}^1`])
}

/** Why no older version is available; null if one is. */
export function whyNoOlder(): string | null {
  try {
    olderVersion()
    return null
  } catch {
    return 'needs the history of the repository, and git'
  }
}

/** Checks out the older version and installs its dependencies, once. @returns its folder */
export function checkOutOlder(): string {
  const version = olderVersion()
  const place = join(CHECKED_OUT, version)
  if (existsSync(place)) return place
  const partial = `${place}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  output('git', ['archive', '--format=tar', `--output=${partial}.tar`, version])
  output('tar', ['-xf', `${partial}.tar`, '-C', partial])
  rmSync(`${partial}.tar`)
  const pnpm = join(root, 'node_modules/.bin/pnpm')
  output(pnpm, ['install', '--frozen-lockfile', '--prefer-offline', '--prod', '--filter=@hourglass/server...'], partial)
  renameSync(partial, place)
  return place
}

const output = (program: string, args: readonly string[], cwd = root): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: INSTALL_MS }).trim()
