import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const INSTALL_MS = 15 * 60_000
const PROGRESS_EVERY_MS = 1_000
const OUTPUT_SHOWN_LINES = 30
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const INTERRUPTED = 130

/** A failure whose message is for the user and says what to do. */
export class BootError extends Error {
  get sentence() {
    return this.message
  }
}

/** Installs the workspace with its pinned pnpm, unless the installation matches the lockfile, the manifests and the platform. */
export async function install(root) {
  const record = join(root, 'node_modules', '.hourglass-install')
  const wanted = fingerprint(root)
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return
  rmSync(record, { force: true })
  await runPnpm(root)
  writeFileSync(record, wanted)
}

/** Hash of the lockfile, the workspace settings, every package manifest and the platform. */
export function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests(root)]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function manifests(root) {
  const inFolder = (folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
  const folders = [
    '.',
    'e2e',
    'tools',
    ...['apps', 'packages'].filter((folder) => existsSync(join(root, folder))).flatMap(inFolder),
  ]
  return folders
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)))
    .sort()
}

async function runPnpm(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // This is the pinned pnpm already. It must not look itself up in the lockfile, where a frozen install would not find it.
  const pnpm = ['pnpm', 'install', '--frozen-lockfile', '--pm-on-fail=ignore']
  const args = ['exec', '--yes', `--package=${packageManager}`, '--', ...pnpm]
  // CI: pnpm does not prompt. NODE_ENV: with `production`, pnpm would skip the build and check tools.
  const env = { ...process.env, CI: 'true', NODE_ENV: 'development' }
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 1000)
  const progress = showProgress(() => `Installing Hourglass’s packages … ${seconds()} s`)
  const { code, output, reason } = await runQuietly('npm', args, { cwd: root, env })
  progress.clear()
  if (code === 0) {
    console.log(`Installed Hourglass’s packages in ${seconds()} s`)
    return
  }
  console.error(output.split('\n').slice(-OUTPUT_SHOWN_LINES).join('\n'))
  throw new BootError(
    `Installing the packages failed (${reason}; pnpm's output is above): check the connection to the npm registry and the free disk space, then try again.`,
  )
}

function runQuietly(command, args, options) {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: INSTALL_MS,
      detached: true, // its own process group, so that it can be killed as a whole
    })
    const interrupt = () => {
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
      process.exit(INTERRUPTED)
    }
    for (const signal of SIGNALS) process.once(signal, interrupt)
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text
      })
    }
    child.once('error', (error) => resolve({ code: 1, output, reason: error.message }))
    child.once('close', (code, signal) => {
      for (const each of SIGNALS) process.removeListener(each, interrupt)
      resolve({ code, output, reason: signal ? `stopped by ${signal}` : `code ${code}` })
    })
  })
}

/** A progress line: updated in place in a terminal, printed once otherwise. */
function showProgress(line) {
  if (!process.stdout.isTTY) {
    console.log('Installing Hourglass’s packages …')
    return { clear() {} }
  }
  const write = () => process.stdout.write(`\r${line()}`)
  write()
  const timer = setInterval(write, PROGRESS_EVERY_MS)
  return {
    clear() {
      clearInterval(timer)
      process.stdout.write('\r\x1b[K')
    },
  }
}
