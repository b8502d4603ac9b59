import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { allGone, familyOf, runProgram, scratchFolder } from './fixtures/program.ts'
import { queryOnce } from './postgres/connection.ts'
import { connectedRedis } from './redis/client.ts'
import { type Stack, startStack } from './stack.ts'
import { StackError } from './stack-error.ts'
import { isAlive } from './supervisor/process-life.ts'

async function stackOn(t: TestContext, dataDir: string): Promise<Stack> {
  const stack = await startStack({ dataDir, report: () => {} })
  t.after(() => stack.stop())
  return stack
}

interface Urls {
  databaseUrl: string
  redisUrl: string
}

async function keepOneRow(url: string): Promise<void> {
  await queryOnce(url, 'create table kept as select 1 as row')
}

async function hasItsRow(url: string): Promise<boolean> {
  return (await queryOnce(url, 'select row from kept'))?.row === 1
}

function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
}

test('data and ports persist across starts', async (t) => {
  const dataDir = scratchFolder()
  mkdirSync(join(dataDir, 'postgres.unfinished-abc')) // left by an interrupted first start
  const first = await stackOn(t, dataDir)
  await keepOneRow(first.databaseUrl)
  await first.stop()
  const second = await stackOn(t, dataDir)
  assert.deepEqual([second.databaseUrl, second.redisUrl], [first.databaseUrl, first.redisUrl])
  assert.ok(await hasItsRow(second.databaseUrl))
})

test('the stores run with durable settings and report their versions', async (t) => {
  const stack = await stackOn(t, scratchFolder())
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums']) {
    assert.deepEqual(await queryOnce(stack.databaseUrl, `select current_setting('${setting}') as value`), {
      value: 'on',
    })
  }
  const policy = await connectedRedis(stack.redisUrl, (redis) => redis.config('GET', 'maxmemory-policy'))
  assert.deepEqual(policy, ['maxmemory-policy', 'noeviction'])
  assert.match(`${stack.postgres.version} ${stack.redis.version}`, /^18\.\d+ (redis|valkey) \d/)
})

test('stacks in two folders run concurrently with separate data', async (t) => {
  const start = () => stackOn(t, scratchFolder())
  const [one, two] = await Promise.all([start(), start()])
  await keepOneRow(one.databaseUrl)
  await assert.rejects(hasItsRow(two.databaseUrl), /does not exist/)
  assert.notEqual(one.redisUrl, two.redisUrl)
})

test('a data folder in use is refused with the pid of its user, and is available again once that process is killed', async (t) => {
  const dataDir = scratchFolder()
  const { child } = await runProgram<Urls>('stack-program.ts', dataDir)
  const refused = await stackOn(t, dataDir).catch((error) => error)
  assert.ok(refused instanceof StackError)
  assert.ok(refused.message.includes(`process ${child.pid}`), refused.message)
  const family = familyOf(child)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await stackOn(t, dataDir) // while the supervisor is still stopping the other stack's stores
  assert.ok(await allGone(family))
})

test('the next start stops orphaned stores and keeps their data', async (t) => {
  const dataDir = scratchFolder()
  const { child, said } = await runProgram<Urls>('stack-program.ts', dataDir)
  await keepOneRow(said.databaseUrl)
  const family = familyOf(child)
  const [program, supervisor] = family
  process.kill(supervisor ?? 0, 'SIGSTOP') // so that it cannot clean up between the two
  process.kill(program ?? 0, 'SIGKILL')
  process.kill(supervisor ?? 0, 'SIGKILL')
  await once(child, 'exit')
  assert.ok(isAlive(postmasterPid(dataDir)))
  const stack = await stackOn(t, dataDir)
  assert.ok(await hasItsRow(stack.databaseUrl))
  assert.ok(await allGone(family))
})

test('a PostgreSQL crash is reported, and the next start recovers committed data', async (t) => {
  const dataDir = scratchFolder()
  const stack = await stackOn(t, dataDir)
  await keepOneRow(stack.databaseUrl)
  process.kill(postmasterPid(dataDir), 'SIGKILL')
  assert.match((await stack.lost).message, /PostgreSQL exited unexpectedly/)
  await stack.stop()
  const again = await stackOn(t, dataDir)
  assert.ok(await hasItsRow(again.databaseUrl))
})

test('PostgreSQL starts despite a pid file that names another process', async (t) => {
  const dataDir = scratchFolder()
  const first = await stackOn(t, dataDir)
  await first.stop()
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${process.pid}\n${join(dataDir, 'postgres')}\n`)
  await stackOn(t, dataDir)
})
