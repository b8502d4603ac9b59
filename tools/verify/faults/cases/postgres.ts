import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createPool } from '@hourglass/db'
import { pause, repeat } from '../../inject.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'

const KILL_MS = 1_000
const PAUSED_MS = 3_000
/** Longer than a request waits for its ledger. */
const UNREACHABLE_MS = 6_000
const TERMINATE_MS = 100
const CUT_MS = 40
const SWALLOW_MS = 10
const FULL_MS = 1_500
/** No file of PostgreSQL's may grow beyond this, as on a disk that is full. */
const FULL_BYTES = 8_192

const run = promisify(execFile)

const killed: Fault = {
  name: 'postgres-killed',
  what: 'SIGKILL to PostgreSQL and all its workers',
  inject: ({ stores }, injection) =>
    repeat(KILL_MS, injection, async () => {
      await stores.postgres.kill()
      await stores.postgres.start()
    }),
}

const paused: Fault = {
  name: 'postgres-paused',
  what: 'PostgreSQL stands still with its connections open',
  inject: ({ stores }, injection) =>
    repeat(KILL_MS, injection, async () => {
      stores.postgres.pause()
      await pause(PAUSED_MS, injection.stopping)
      stores.postgres.resume()
    }),
}

const unreachable: Fault = {
  name: 'postgres-unreachable',
  what: 'packets to and from PostgreSQL vanish; no connection is reset',
  inject: ({ proxies }, injection) =>
    repeat(KILL_MS, injection, async () => {
      for (const proxy of proxies.postgres) proxy.lose('requests', 'replies')
      await pause(UNREACHABLE_MS, injection.stopping)
      for (const proxy of proxies.postgres) proxy.heal()
    }),
}

const oneWay: Fault = {
  name: 'postgres-one-way',
  what: 'what a server asks arrives, what PostgreSQL answers does not',
  inject: ({ proxies }, injection) =>
    repeat(KILL_MS, injection, async () => {
      const proxy = injection.random.pick(proxies.postgres)
      proxy.lose('replies')
      await pause(PAUSED_MS, injection.stopping)
      proxy.heal()
    }),
}

const terminated: Fault = {
  name: 'backend-terminated',
  what: 'one connection of a ledger is ended in the middle of a batch',
  inject: (environment, injection) =>
    withLedger(environment, (pool) =>
      repeat(TERMINATE_MS, injection, () =>
        pool.query(`SELECT pg_terminate_backend(pid) FROM (
          SELECT pid FROM pg_stat_activity WHERE application_name = 'hourglass-ledger' AND state <> 'idle'
          ORDER BY random() LIMIT 1) one`),
      ),
    ),
}

const repliesLost: Fault = {
  name: 'replies-lost',
  what: 'the answer to a commit is swallowed, then the connection is cut',
  inject: ({ proxies }, injection) =>
    repeat(CUT_MS, injection, async () => {
      const proxy = injection.random.pick(proxies.postgres)
      proxy.silence('replies')
      await delay(SWALLOW_MS)
      proxy.cut()
    }),
}

const diskFull: Fault = {
  name: 'disk-full',
  what: 'no file of PostgreSQL can grow, its log included',
  missing: () => (existsSync('/usr/bin/prlimit') ? null : 'there is no prlimit here'),
  inject: ({ stores }, injection) =>
    repeat(KILL_MS, injection, async () => {
      await limitFiles(stores.postgres.pid, `${FULL_BYTES}`)
      await pause(FULL_MS, injection.stopping)
      await limitFiles(stores.postgres.pid, 'unlimited')
      // When it could not even write its log it has stopped, and is started as its operator would.
      if (existsSync(`/proc/${stores.postgres.pid}`)) return
      await stores.postgres.kill()
      await stores.postgres.start()
    }),
}

/** For the postmaster, which hands the limit on, and for those whom it has started. */
async function limitFiles(postmaster: number, bytes: string): Promise<void> {
  const children = `/proc/${postmaster}/task/${postmaster}/children`
  const pids = existsSync(children) ? readFileSync(children, 'utf8').trim().split(' ') : []
  for (const pid of [`${postmaster}`, ...pids]) {
    // Whoever ended meanwhile needs no limit.
    await run('prlimit', ['--pid', pid, `--fsize=${bytes}:`]).catch(() => undefined)
  }
}

async function withLedger<Found>(
  { stores }: Environment,
  act: (pool: ReturnType<typeof createPool>) => Promise<Found>,
): Promise<Found> {
  const pool = createPool(stores.databaseUrl, { max: 1, name: 'hourglass-faults' })
  try {
    return await act(pool)
  } finally {
    await pool.end()
  }
}

export const postgres = [killed, paused, unreachable, oneWay, terminated, repliesLost, diskFull]
