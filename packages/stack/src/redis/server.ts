import { chown, mkdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandPath } from '../command-path.ts'
import type { RedisPreference } from '../environment.ts'
import { until } from '../poll.ts'
import { LOOPBACK } from '../ports.ts'
import { storeAccount } from '../postgres/account.ts'
import { StackError } from '../stack-error.ts'
import type { Child } from '../supervisor/child.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { fetchFacts } from './client.ts'
import { LISTENING } from './listening.ts'

const REDIS_START_MS = 20_000
const REDIS_GRACE_MS = 5_000
const CONFIGURATION = 'redis.conf'
const WASM_PROGRAM = fileURLToPath(new URL('./wasm-process.ts', import.meta.url))

/**
 * No persistence: the gate is rebuilt from the ledger. docker-compose.yml repeats these; tools/deployment.test.ts compares both.
 */
export const GATE_ARGUMENTS: readonly string[] = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory-policy',
  'noeviction',
]

export interface RedisServer {
  child: Child
  kind: 'native' | 'wasm'
  port: number
  version: string
  url: string
}

/** The native server on PATH, or `wasm`. Throws `StackError` if `native` is requested and not installed. */
export function chooseRedis(preference: RedisPreference): { kind: 'native'; command: string } | { kind: 'wasm' } {
  const command = preference === 'wasm' ? undefined : commandPath('valkey-server', 'redis-server')
  if (command !== undefined) return { kind: 'native', command }
  if (preference !== 'native') return { kind: 'wasm' }
  throw new StackError('No valkey-server or redis-server on PATH: install one, or set HOURGLASS_REDIS=wasm.')
}

export interface RedisOptions {
  /** Password that clients must send. None by default. */
  password?: string
  /** Additional flags of a native server. */
  settings?: readonly string[]
}

export const redisUrl = (port: number, password: string | undefined): string =>
  `redis://${password === undefined ? '' : `:${password}@`}${LOOPBACK}:${port}`

/**
 * Starts an empty Redis without persistence; as an unprivileged user if the current one is root. `undefined` if it exits immediately,
 * for example because the port is in use.
 */
export async function startRedis(
  supervisor: Supervisor,
  preference: RedisPreference,
  dir: string,
  port: number,
  { password, settings = [] }: RedisOptions = {},
): Promise<RedisServer | undefined> {
  const choice = chooseRedis(preference)
  await mkdir(dir, { recursive: true })
  const cwd = await realpath(dir)
  const program =
    choice.kind === 'native'
      ? { command: choice.command, args: [join(cwd, CONFIGURATION), ...nativeArguments(port, cwd), ...settings] }
      : { command: process.execPath, args: [WASM_PROGRAM, String(port), join(cwd, CONFIGURATION)] }
  const folders = choice.kind === 'native' ? [dirname(cwd)] : [dirname(cwd), dirname(WASM_PROGRAM)]
  const account = storeAccount(program.command, folders, cwd)
  // In a file: every user of the machine can read the arguments of a process.
  const file = join(cwd, CONFIGURATION)
  await writeFile(file, password === undefined ? '' : `requirepass ${password}\n`, { mode: 0o600 })
  if (account.owner) for (const path of [cwd, file]) await chown(path, account.owner.uid, account.owner.gid)
  const start = account.start(program.command, program.args)
  const child = await supervisor.spawn({ name: 'Redis', cwd, graceMs: REDIS_GRACE_MS, ...start })
  const url = redisUrl(port, password)
  const version = await untilServing(child, choice.kind, url)
  if (version !== undefined) return { child, kind: choice.kind, port, version, url }
  await child.stop()
  return undefined
}

/**
 * Waits until this process, not another server on its port, answers, and returns its version; `undefined` if it exits or does not
 * answer.
 */
async function untilServing(child: Child, kind: 'native' | 'wasm', url: string): Promise<string | undefined> {
  let ended = false
  void child.exited.then(() => {
    ended = true
  })
  const answer = await until(async () => {
    if (ended) return { version: undefined }
    if (kind === 'wasm' && !child.lines.includes(LISTENING)) return undefined
    const facts = await fetchFacts(url).catch(() => undefined)
    return facts && (kind === 'wasm' || facts.pid === child.pid) ? facts : undefined
  }, REDIS_START_MS)
  return answer?.version
}

function nativeArguments(port: number, dir: string): string[] {
  return [
    '--port',
    String(port),
    '--bind',
    LOOPBACK,
    '--dir',
    dir,
    '--daemonize',
    'no',
    '--loglevel',
    'warning',
    ...GATE_ARGUMENTS,
  ]
}
