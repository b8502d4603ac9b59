import assert from 'node:assert/strict'
import { chmodSync, cpSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { scratchFolder } from './fixtures/program.ts'
import { storeAccount } from './postgres/account.ts'
import { postgresBinaries } from './postgres/binaries.ts'
import { ensureDataFolder } from './postgres/data-folder.ts'
import { startSupervisor } from './supervisor/supervisor.ts'

test('PostgreSQL started by root runs from a checkout that only root can enter', {
  skip: process.getuid?.() !== 0 && 'needs root',
}, async (t) => {
  const closed = scratchFolder()
  chmodSync(closed, 0o700)
  const native = dirname(dirname(postgresBinaries().postgres))
  cpSync(native, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
  const binaries = { initdb: join(closed, 'native/bin/initdb'), postgres: join(closed, 'native/bin/postgres') }
  const parent = join(closed, 'data')
  const pgdata = join(parent, 'postgres')
  mkdirSync(parent)
  const account = storeAccount(binaries.postgres, [parent], pgdata)
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  await ensureDataFolder(supervisor, account, binaries, pgdata)
  assert.notEqual(statSync(pgdata).uid, 0)
  assert.equal(statSync(`${pgdata}.password`).mode & 0o777, 0o600)
})
