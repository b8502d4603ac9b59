/** Runs the drills and the other commands of the runbook, as written, against a server. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { createPool } from '@hourglass/db'
import { createServerStage, type ServerStage } from './stage.ts'
import { queueSale } from './waiting-room.ts'

const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8')
const prelude = /```sh prelude\n([\s\S]*?)```/.exec(runbook)?.[1] ?? ''
const drills = [...(runbook.split('\n## Drills\n')[1] ?? '').matchAll(/### (.+)\n[^#]*?```sh\n([\s\S]*?)```/g)]

/** The commands in the text outside of the drills. */
const COMMAND = /`((?:npx|curl|redis-cli|psql|SELECT|docker|kubectl) [^`]+)`/g
const commands = [
  ...new Set([...(runbook.split('\n## Drills\n')[0] ?? '').matchAll(COMMAND)].map(([, command = '']) => command)),
]
const CONTAINERS = /^(docker|kubectl|npx pnpm verify containers)/

/** A stand-in for `npx pnpm`, which would find the script in package.json. */
const NPX = `npx() { case "$2" in hourglass) shift 2; node "$ROOT/apps/cli/src/main.ts" "$@";; verify) shift 2; node "$ROOT/tools/verify/main.ts" "$@";; esac; }\n`

/** A stand-in for psql: sends its last argument to this test, which executes it. */
const PSQL = 'psql() { curl -sf -X POST --data-binary "$3" "$SQL"; }\n'

const missing = ['redis-cli', 'curl', 'bash'].filter((name) => spawnSync('which', [name]).status !== 0)
const skip = missing.length > 0 && `${missing.join(' and ')} is not on PATH`

let stage: ServerStage
const sql = createServer(async (request, response) => {
  const pool = createPool(stage.stores.databaseUrl, { max: 1, name: 'drill', statementTimeoutMs: 20_000 })
  await pool.query(await text(request)).catch(() => response.writeHead(400))
  await pool.end()
  response.end()
})
before(async () => {
  stage = await createServerStage({ buyerLimit: 10 })
  await once(sql.listen(0, '127.0.0.1'), 'listening')
})
after(async () => {
  sql.close()
  await stage.stop()
})

async function play(script: string): Promise<{ code: number; output: string }> {
  const bash = spawn('bash', ['-e', '-o', 'pipefail', '-x', '-c', PSQL + NPX + prelude + script], {
    env: {
      PATH: process.env.PATH,
      API: stage.origin,
      KEY: '',
      PID: '0',
      ROOT: join(import.meta.dirname, '../../..'),
      REDIS_URL: stage.stores.redisUrl,
      DATABASE_URL: stage.stores.databaseUrl,
      SQL: `http://127.0.0.1:${(sql.address() as AddressInfo).port}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, errors, [code]] = await Promise.all([text(bash.stdout), text(bash.stderr), once(bash, 'close')])
  return { code, output: `${errors}\n${out}` }
}

test('the runbook has the expected drills', { skip }, () => {
  assert.ok(prelude.length > 0)
  assert.deepEqual(
    drills.map(([, name]) => name),
    ['Lose and recover Redis', 'Rebuild the gate', 'Lose PostgreSQL', 'Pause a sale', 'Revoke a key'],
  )
})

for (const [, name = '', script = ''] of drills) {
  test(`drill: ${name}`, { skip }, async () => {
    const { code, output } = await play(script.replaceAll(' -H "authorization: Bearer $KEY"', ''))
    assert.equal(code, 0, output)
  })
}

for (const command of commands.filter((each) => !CONTAINERS.test(each))) {
  test(`command: ${command}`, { skip }, async () => {
    const script = command.startsWith('SELECT') ? `psql "$DATABASE_URL" -c "${command}"` : command
    const sale = / hourglass queue /.test(command) ? `SALE=${(await queueSale(stage)).id}\n` : ''
    const { code, output } = await play((sale + script).replaceAll(' -H "authorization: Bearer $KEY"', ''))
    // The doctor exits with 1 when it finds a fault: the next hourly sale, which this server does not schedule.
    assert.ok(code === 0 || (code === 1 && command.endsWith('doctor')), output)
  })
}
