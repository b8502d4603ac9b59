/** Privileges of the stores that `npm start` runs, and of the roles that use them. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { commandPath } from './command-path.ts'
import { scratchFolder } from './fixtures/program.ts'
import { connected, queryOnce } from './postgres/connection.ts'
import { runningDatabaseUrl } from './postgres/running.ts'
import { startPostgres } from './postgres/server.ts'
import { connectedRedis } from './redis/client.ts'
import { startEmbeddedRedis } from './redis/embedded.ts'
import { runningRedisUrl } from './redis/running.ts'
import { tree } from './supervisor/process-life.ts'
import { type Supervisor, startSupervisor } from './supervisor/supervisor.ts'

/** A data folder that other users can enter, like `.data` in an ordinary checkout. */
function openFolder(): string {
  const folder = scratchFolder()
  chmodSync(folder, 0o755)
  return folder
}

async function supervisorFor(t: TestContext): Promise<Supervisor> {
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  return supervisor
}

/** `undefined` if the process has ended. */
function statusOf(pid: number): ((field: string) => string) | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch (error) {
    // ESRCH: the process ended between the open and the read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
  return (field) => new RegExp(`^${field}:(.*)$`, 'm').exec(text)?.[1]?.trim() ?? assert.fail(field)
}

/** Asserts that the process and its descendants run as an ordinary user without privileges. */
function assertUnprivileged(pid: number): void {
  assert.ok(statusOf(pid), 'the process runs')
  for (const each of tree(pid)) {
    const status = statusOf(each)
    if (!status) continue // PostgreSQL starts and ends workers all the time.
    for (const id of `${status('Uid')}\t${status('Gid')}`.split('\t')) assert.notEqual(id, '0')
    assert.equal(status('Groups'), '')
    for (const set of ['CapEff', 'CapPrm', 'CapAmb']) assert.equal(BigInt(`0x${status(set)}`), 0n, set)
  }
}

/** Privileges are read from /proc. */
const isRoot = process.platform === 'linux' && process.getuid?.() === 0
const redisKinds = (['native', 'wasm'] as const).filter(
  (kind) => kind === 'wasm' || commandPath('valkey-server', 'redis-server') !== undefined,
)

test('PostgreSQL started by root runs as an ordinary user without groups or capabilities', {
  skip: !isRoot && 'needs root',
}, async (t) => {
  const { child } = await startPostgres(await supervisorFor(t), openFolder(), () => {})
  assertUnprivileged(child.pid)
})

describe('the application role', () => {
  test('is not a superuser, cannot create roles or databases, and can connect only to its own database', async (t) => {
    const { databaseUrl } = await startPostgres(await supervisorFor(t), openFolder(), () => {})
    const row = await queryOnce(
      databaseUrl,
      `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as privileged,
         datdba = pg_roles.oid as owner
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    )
    assert.deepEqual(row, { privileged: false, owner: true })
    for (const forbidden of [
      "copy (select 1) to program 'true'",
      "select pg_read_file('/etc/passwd')",
      'create role x',
    ])
      await assert.rejects(queryOnce(databaseUrl, forbidden), /permission denied/)
    for (const database of ['postgres', 'template1']) {
      const other = new URL(databaseUrl)
      other.pathname = `/${database}`
      await assert.rejects(queryOnce(other.href, 'select 1'), /permission denied for database/)
    }
  })

  test('takes over objects that the superuser owned in an earlier version, without data loss', async (t) => {
    const dataDir = openFolder()
    const first = await supervisorFor(t)
    const { maintenanceUrl } = await startPostgres(first, dataDir, () => {})
    // An earlier version had one role, a superuser, for everything.
    await connected(maintenanceUrl, async (client) => {
      await client.query('alter database hourglass owner to hourglass')
      await client.query('drop role hourglass_app')
    })
    rmSync(join(dataDir, 'postgres-app.password'))
    const earlier = new URL(maintenanceUrl)
    earlier.pathname = '/hourglass'
    await connected(earlier.href, (client) =>
      client.query(`create schema drizzle; create type public.mood as enum ('good');
        create table kept (id int generated always as identity, n serial, mood mood) partition by list (id);
        create table kept_1 partition of kept for values in (1); create table drizzle.migrations (id serial);
        create sequence numbers;
        create function one() returns int language sql return 1; create view all_kept as select * from kept;
        insert into kept (mood) values ('good')`),
    )
    await first.stop()

    const { databaseUrl } = await startPostgres(await supervisorFor(t), dataDir, () => {})
    assert.deepEqual(await queryOnce(databaseUrl, 'select id, one() from all_kept'), { id: 1, one: 1 })
    const changes = [
      'alter table kept add more int',
      'drop view all_kept',
      'drop function one()',
      'alter table kept_1 add check (true)',
      'drop table kept',
      'drop type mood',
      'drop schema drizzle cascade',
      'drop sequence numbers',
    ]
    for (const change of changes) await queryOnce(databaseUrl, change)
  })
})

for (const kind of redisKinds)
  test(`${kind} Redis requires a password and runs as an ordinary user when started by root`, async (t) => {
    const dataDir = openFolder()
    const { child, url, port } = await startEmbeddedRedis(await supervisorFor(t), kind, dataDir)
    if (isRoot) assertUnprivileged(child.pid)
    await assert.rejects(
      connectedRedis(`redis://127.0.0.1:${port}`, (redis) => redis.get('key')),
      /NOAUTH/,
    )
    assert.equal(await connectedRedis(url, (redis) => redis.set('key', 'value')), 'OK')
    assert.equal(await runningRedisUrl(dataDir), url)
    const command = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(child.pid)], { encoding: 'utf8' })
    assert.ok(!command.includes(new URL(url).password))
  })

test('passwords are random, persist across starts, and are readable only by their owner', async (t) => {
  const seen: string[] = []
  for (const dataDir of [openFolder(), openFolder()])
    for (let start = 0; start < 2; start += 1) {
      const supervisor = await supervisorFor(t)
      const { databaseUrl } = await startPostgres(supervisor, dataDir, () => {})
      const { url } = await startEmbeddedRedis(supervisor, 'auto', dataDir)
      assert.equal(await runningDatabaseUrl(dataDir), databaseUrl)
      seen.push(`${new URL(databaseUrl).password} ${new URL(url).password}`)
      for (const name of ['postgres', 'postgres-app', 'redis'])
        assert.equal(statSync(join(dataDir, `${name}.password`)).mode & 0o777, 0o600, name)
      await supervisor.stop()
    }
  assert.deepEqual([seen[0], seen[2]], [seen[1], seen[3]])
  assert.equal(new Set(seen.join(' ').split(' ')).size, 4)
})
