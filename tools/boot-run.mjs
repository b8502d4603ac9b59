import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants, release } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BootError, install } from './boot-install.mjs'

/** The oldest Node that runs TypeScript directly; used where the pinned Node does not run. */
const NODE_MAJOR_MIN = 24
const VERSION_MS = 10_000
/** The terminal and npm both send a signal for one press of Ctrl-C. Signals within this time count as one. */
const SAME_PRESS_MS = 500
/** Polling interval for the npm process: a child gets no notification when its parent is killed. */
const NPM_POLL_MS = 250
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Installs the workspace, finds Node, runs tools/<command>.ts and exits with its exit code. */
export async function boot(command, args) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  const program = join(root, 'tools', `${command}.ts`)
  if (!existsSync(program)) throw new BootError('Usage: "node tools/boot.mjs start" or "node tools/boot.mjs test".')
  requirePlatform(process.platform, release(), root)
  endWithNpm()
  await install(root)
  const bin = join(root, 'node_modules', '.bin')
  process.exitCode = await run(findNode(bin), [program, ...args], bin)
}

/**
 * Refuses systems on which the stores cannot run. In WSL, Windows drives are mounted under /mnt and have no Unix permissions, which
 * PostgreSQL requires of its data folder.
 */
export function requirePlatform(platform, kernel, root) {
  if (platform === 'win32')
    throw new BootError(
      'Hourglass runs on Linux and macOS. On Windows use WSL 2: run "wsl --install", then clone and start Hourglass in its shell.',
    )
  if (platform === 'linux' && /microsoft/i.test(kernel) && /^\/mnt\/[a-z]\//.test(`${root}/`))
    throw new BootError(
      `${root} is on a Windows drive, where PostgreSQL cannot store its data: clone Hourglass into the Linux file system, such as ~/hourglass.`,
    )
}

/** npm forwards the signals that it receives, but not SIGKILL: when npm is gone, this process sends itself SIGTERM. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, NPM_POLL_MS)
  timer.unref()
}

function findNode(bin) {
  const pinned = join(bin, 'node')
  const { status } = spawnSync(pinned, ['--version'], { stdio: 'ignore', timeout: VERSION_MS })
  if (status === 0) return pinned
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath
  throw new BootError(
    `The Node.js bundled with Hourglass does not run on ${process.platform} ${process.arch}, and the installed Node.js is ${process.versions.node}: ` +
      `install Node ${NODE_MAJOR_MIN} or later and try again.`,
  )
}

/**
 * The child leads its own session, so it gets Ctrl-C only from this process, and once. When this process is killed, the child's IPC
 * channel closes (`disconnect`).
 */
function run(node, args, bin) {
  const env = { ...process.env, PATH: [bin, process.env.PATH].filter(Boolean).join(delimiter) }
  const child = spawn(node, args, { env, detached: true, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of SIGNALS) {
    let lastAt = Number.NEGATIVE_INFINITY
    process.on(signal, () => {
      const now = performance.now()
      if (now - lastAt >= SAME_PRESS_MS) child.kill(signal)
      lastAt = now
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new BootError(`Cannot run ${node} (${error.message}).`)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
