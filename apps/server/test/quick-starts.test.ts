/** The quick starts of docs/partners.md run as they are, with only an address and a key. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { advanceQueues, decideOrders } from '@hourglass/core/operations'
import { newPartner, type Partner } from './partner.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')
const document = readFileSync(join(ROOT, 'docs/partners.md'), 'utf8')
const blocks = new Map(
  [...document.matchAll(/```(\w+) quickstart\n([\s\S]*?)```/g)].map(([, language = '', text = '']) => [language, text]),
)

/** Reason to skip a quick start: commands that are not installed. */
const without = (...commands: string[]) => {
  const missing = commands.filter((name) => spawnSync('which', [name]).status !== 0)
  return missing.length > 0 && `${missing.join(' and ')} is not on PATH`
}

let stage: ServerStage
let wide: ServerStage
let partner: Partner & { id: string }
before(async () => {
  stage = await createServerStage({ saleItems: 80, buyerLimit: 10 })
  wide = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage, buyerLimit: 10 })
  partner = await newPartner(stage, 'acme', ['buy', 'read', 'webhooks'], wide)
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

const env = (more: NodeJS.ProcessEnv = {}) => ({
  ...process.env,
  HOURGLASS_URL: wide.origin,
  HOURGLASS_KEY: partner.key,
  ...more,
})
const type = async (command: string, args: string[], cwd = import.meta.dirname) =>
  (await run(command, args, { env: env(), cwd })).stdout

test('the curl quick start buys an item', { skip: without('bash', 'curl') }, async () => {
  const said = await type('bash', ['-euo', 'pipefail', '-c', blocks.get('sh') ?? ''])
  assert.match(said, /^\{"message":"Purchase successful".*"user_id":"ann".*\}\ncode_used\s*$/)
})

test('the TypeScript quick start buys an item', async () => {
  const said = await type(process.execPath, ['--input-type=module-typescript', '-e', blocks.get('ts') ?? ''])
  assert.match(said, /^Purchase successful [\da-f-]{36}\n$/)
})

test('the Python quick start buys an item and reports a refusal', { skip: without('python3') }, async () => {
  const said = await type('python3', ['-c', blocks.get('py') ?? ''])
  assert.match(said, /^Purchase successful [\da-f-]{36}\ncode_not_found\n$/)
})

test('the conformance check passes with and without a key, and exits with 1 on a violation', async () => {
  const check = (...args: string[]) => type(process.execPath, ['tools/verify/main.ts', 'conformance', ...args], ROOT)
  assert.match(await check(wide.origin, '--key', partner.key), /All checks passed/)
  assert.match(await check(stage.origin, '--key', ''), /without a key[\s\S]*All checks passed/)
  const { gate } = wide.ctx
  const { limit } = gate
  gate.limit = async () => ({ ok: true, left: 1, waitMs: 0, resetMs: 0 })
  try {
    await assert.rejects(
      check(wide.origin, '--key', partner.key),
      (error: Error & { code?: number; stdout?: string }) => {
        assert.equal(error.code, 1)
        assert.match(error.stdout ?? '', /FAIL {3}more than ten orders in ten seconds/)
        return true
      },
    )
  } finally {
    gate.limit = limit
  }
})

test('keys are created, listed and revoked on the command line, and each action is audited', async () => {
  const command = async (...args: string[]) => {
    const options = { env: env({ DATABASE_URL: stage.stores.databaseUrl }), cwd: ROOT }
    return (await run(process.execPath, ['apps/cli/src/main.ts', 'keys', ...args], options)).stdout.trim()
  }
  const key = await command('create', '--partner', 'terminal', '--scopes', 'read')
  const answer = () => wide.send('/v1/orders?user_id=a', { headers: { authorization: `Bearer ${key}` } })
  assert.equal((await answer()).status, 200)
  const listed = (await command('list', '--partner', 'terminal')).split('\n').at(-1) ?? ''
  assert.match(listed, /^[\da-f-]{36} {2}….{4} {2}terminal +live +read +\d{4}-\d\d-\d\d /)
  assert.match(await command('revoke', listed.slice(0, 36)), /is revoked/)
  await assert.rejects(command('revoke', listed.slice(0, 36)), /key_not_found/)
  await assert.rejects(
    command('create', '--partner', 'No!', '--scopes', 'read'),
    /partner must contain only lower-case/,
  )
  const { body } = await stage.get('/v1/admin/actions')
  assert.deepEqual(
    body.actions.slice(0, 4).map((entry: Record<string, string>) => [entry.action, entry.outcome]),
    [
      ['key.create', 'invalid_request'],
      ['key.revoke', 'key_not_found'],
      ['key.revoke', 'ok'],
      ['key.create', 'ok'],
    ],
  )
  assert.match(body.actions[0].actor, /^command \w+/)
})

test('the first ten minutes in the sandbox show every case', { skip: without('bash', 'curl') }, async () => {
  const { body } = await stage.postJson('/v1/admin/keys', { partner: 'acme', scopes: ['buy'], test: true })
  const deciding = setInterval(() => void decideOrders(stage.ctx).catch(() => undefined), 100)
  try {
    const script = /```sh sandbox\n([\s\S]*?)```/.exec(document)?.[1] ?? ''
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env: env({ HOURGLASS_KEY: body.key }) })
    const said = stdout.trim().split('\n')
    assert.match(said.pop() ?? '', /"status":"failed".*"reason":"declined"/)
    assert.deepEqual(said, [
      'Purchase successful',
      'sold_out',
      'item_held',
      'sale_paused',
      'sale_not_open',
      'sale_closed',
      'pass_required',
      'Purchase successful',
      'limit_reached',
      'confirmed',
    ])
  } finally {
    clearInterval(deciding)
  }
})

test('a buyer of a test key passes through a waiting room', async () => {
  const { body } = await stage.postJson('/v1/admin/keys', { partner: 'patient', scopes: ['buy'], test: true })
  const advancing = setInterval(() => void advanceQueues(wide.ctx, { share: 1 }).catch(() => undefined), 100)
  try {
    const script = /```ts sandbox\n([\s\S]*?)```/.exec(document)?.[1] ?? ''
    const args = ['--input-type=module-typescript', '-e', script]
    const { stdout } = await run(process.execPath, args, {
      env: env({ HOURGLASS_KEY: body.key }),
      cwd: import.meta.dirname,
    })
    const said = ['pass_required', 'admitted', 'pass_invalid', 'Purchase successful']
    assert.deepEqual(stdout.trim().split('\n'), said)
  } finally {
    clearInterval(advancing)
  }
})
