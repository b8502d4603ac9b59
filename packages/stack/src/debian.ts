import { spawn } from 'node:child_process'
import { commandPath } from './command-path.ts'

/** Timeout of each of the two apt-get runs. */
const APT_GET_MS = 300_000
const OUTPUT_KEPT_CHARACTERS = 2_000

/** `reason` says what to do. */
export type InstallOutcome = { ok: true } | { ok: false; missing: readonly string[]; reason: string }

/** Alternative commands for a package. */
const ALTERNATIVES: Readonly<Record<string, readonly string[]>> = {
  'redis-server': ['valkey-server'],
  chromium: ['chromium-browser', 'google-chrome'],
}

const isInstalled = (name: string): boolean => commandPath(name, ...(ALTERNATIVES[name] ?? [])) !== undefined

/**
 * Installs Debian packages, which are named like their commands, unless the command or an alternative is on PATH. Requires apt-get
 * and root. Starts no services. Takes at most ten minutes.
 */
export async function installDebianPackages(
  packages: readonly string[],
  report: (line: string) => void,
): Promise<InstallOutcome> {
  const missing = packages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return { ok: true }
  const names = missing.join(' and ')
  if (process.platform !== 'linux' || commandPath('apt-get') === undefined) {
    return { ok: false, missing, reason: `${names} cannot be installed without apt-get: install manually.` }
  }
  if (process.getuid?.() !== 0) {
    return {
      ok: false,
      missing,
      reason: `Installing ${names} requires root: run "sudo apt-get install ${missing.join(' ')}".`,
    }
  }
  report(`Installing ${names} with apt-get`)
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...missing]]) {
    const failure = await aptGet(args)
    if (failure) return { ok: false, missing, reason: `apt-get ${args[0]} ${failure}: install ${names} manually.` }
  }
  const absent = missing.filter((name) => !isInstalled(name))
  if (absent.length === 0) return { ok: true }
  return {
    ok: false,
    missing: absent,
    reason: `The packages ${absent.join(' and ')} were installed, but the commands are not on PATH.`,
  }
}

function aptGet(args: readonly string[]): Promise<string | undefined> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=60', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: APT_GET_MS,
  })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (text) => {
      said = (said + text).slice(-OUTPUT_KEPT_CHARACTERS)
    })
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else if (signal) resolve(`took longer than ${APT_GET_MS / 60_000} minutes`)
      else resolve(`failed (${said.trim().split('\n').at(-1)})`)
    })
  })
}
