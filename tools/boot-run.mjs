import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BootError, install } from './boot-install.mjs'

/** The least that runs TypeScript as it stands, where no pinned Node fits the machine. */
const NODE_MAJOR_MIN = 24
const VERSION_MS = 10_000
/** Ctrl-C comes from the terminal and again from npm: one press is one signal. */
const SAME_PRESS_MS = 500
/** How often to look whether npm is still there: nothing tells its child that it was killed. */
const NPM_LOOK_MS = 250
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Installs, finds Node, runs tools/<command>.ts and ends with its code. */
export async function boot(command, args) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  const program = join(root, 'tools', `${command}.ts`)
  if (!existsSync(program))
    throw new BootError('Say what to do: "node tools/boot.mjs start" or "node tools/boot.mjs test".')
  endWithNpm()
  await install(root)
  const bin = join(root, 'node_modules', '.bin')
  process.exitCode = await run(findNode(bin), [program, ...args], bin)
}

/** npm forwards the signals that it gets; when it is killed (SIGKILL), this process ends as if it had been asked to. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, NPM_LOOK_MS)
  timer.unref()
}

function findNode(bin) {
  const pinned = join(bin, 'node')
  const { status } = spawnSync(pinned, ['--version'], { stdio: 'ignore', timeout: VERSION_MS })
  if (status === 0) return pinned
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath
  throw new BootError(
    `The Node that Hourglass brings does not run on ${process.platform} ${process.arch}, and the Node here is ${process.versions.node}: ` +
      `install Node ${NODE_MAJOR_MIN} or later and try again.`,
  )
}

/**
 * The child leads a session of its own, so that it hears of Ctrl-C from here alone, once. Its IPC channel tells it (`disconnect`)
 * when this process is killed.
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
    child.once('error', (error) => reject(new BootError(`${node} could not be run (${error.message}).`)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
