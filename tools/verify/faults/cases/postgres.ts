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
/** Longer than a request's deadline for the ledger. */
const UNREACHABLE_MS = 6_000
const TERMINATE_MS = 100
const CUT_MS = 40
const SWALLOW_MS = 10
const FULL_MS = 1_500
/** File size limit of PostgreSQL, to simulate a full disk. */
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
  what: 'PostgreSQL is paused with its connections open',
  inject: ({ stores }, injection) =>
    repeat(KILL_MS, injection, async () => {
      stores.postgres.pause()
      await pause(PAUSED_MS, injection.stopping)
      stores.postgres.resume()
    }),
}

const unreachable: Fault = {
  name: 'postgres-unreachable',
  what: 'packets to and from PostgreSQL are dropped without a reset',
  inject: ({ proxies }, injection) =>
    repeat(KILL_MS, injection, async () => {
      for (const proxy of proxies.postgres) proxy.lose('requests', 'replies')
      await pause(UNREACHABLE_MS, injection.stopping)
      for (const proxy of proxies.postgres) proxy.heal()
    }),
}

const oneWay: Fault = {
  name: 'postgres-one-way',
  what: 'requests reach PostgreSQL, but its replies are dropped',
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
  what: 'a ledger connection is terminated in the middle of a batch',
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
  what: 'the reply to a commit is dropped, then the connection is cut',
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
  what: 'no file of PostgreSQL can grow, including its log',
  missing: () => (existsSync('/usr/bin/prlimit') ? null : 'prlimit is not installed'),
  inject: ({ stores }, injection) =>
    repeat(KILL_MS, injection, async () => {
      await limitFiles(stores.postgres.pid, `${FULL_BYTES}`)
      await pause(FULL_MS, injection.stopping)
      await limitFiles(stores.postgres.pid, 'unlimited')
      // PostgreSQL has exited if it could not write its log. Restart it, as an operator would.
      if (existsSync(`/proc/${stores.postgres.pid}`)) return
      await stores.postgres.kill()
      await stores.postgres.start()
    }),
}

/** Sets the limit for the postmaster, whose new children inherit it, and for its existing children. */
async function limitFiles(postmaster: number, bytes: string): Promise<void> {
  const children = `/proc/${postmaster}/task/${postmaster}/children`
  const pids = existsSync(children) ? readFileSync(children, 'utf8').trim().split(' ') : []
  for (const pid of [`${postmaster}`, ...pids]) {
    // Ignore children that have exited.
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
