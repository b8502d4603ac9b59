/** The collection for Postman and Bruno: current, complete, and every request in it succeeds in Newman, Postman's own runner. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { collection } from '../src/pages/collection.ts'
import { routes } from '../src/routes/index.ts'
import { newPartner, partnerAt } from './partner.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const run = promisify(execFile)
const partners = readFileSync(new URL('../../../docs/partners.md', import.meta.url), 'utf8')
const command = /```sh newman\n(.*)\n```/.exec(partners)?.[1] ?? ''
/**
 * npx keeps Newman in npm's cache, without install scripts and with dependencies as of that day. `npm start` installs every
 * package of the workspace and needs none of its 151.
 */
const shell = {
  cwd: tmpdir(),
  env: {
    ...process.env,
    npm_config_before: '2026-11-01',
    npm_config_ignore_scripts: 'true',
    npm_config_prefer_offline: 'true',
  },
}
const isInstalled = spawnSync('sh', ['-c', command.replace(/ run .*/, ' --version')], shell).status === 0
const skip = !isInstalled && 'Newman is not in the npm cache and cannot be downloaded'

let stage: ServerStage
let wide: ServerStage
before(async () => {
  stage = await createServerStage()
  wide = await createServerStage({ env: { HOST: '0.0.0.0' }, beside: stage })
})
after(async () => {
  await wide.stop()
  await stage.stop()
})

test('the committed collection is the served one (UPDATE_SNAPSHOT=1 updates it)', async () => {
  const file = new URL('../../../docs/hourglass.postman_collection.json', import.meta.url)
  const text = `${JSON.stringify(collection(), null, 2)}\n`
  if (process.env.UPDATE_SNAPSHOT === '1' || !existsSync(file)) writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
  assert.deepEqual((await stage.get('/docs/collection.json')).body, JSON.parse(text))
})

/** The names of the requests in the folders of the given names. */
const requestsIn = (...names: string[]) =>
  collection()
    .item.filter(({ name }) => names.includes(name))
    .flatMap(({ item }) => item.flatMap((folder) => folder.item.map(({ name }) => name)))

test('the collection has every route but the live feed and those of uploaded pictures, waiting rooms, cancellations and test payments', () => {
  const names = requestsIn('Partner', 'Operator')
  const missing = routes.filter(({ summary, path }) => !names.includes(summary) && !path.includes('/queue'))
  assert.deepEqual(
    missing.map(({ id }) => id),
    ['watchSale', 'readPicture', 'cancelOrder', 'readTestPayment', 'actOnTestPayment', 'addPicture'],
  )
})

describe('the command in docs/partners.md sends requests that all succeed', { skip }, () => {
  /** @returns how many requests passed their test */
  async function passed(origin: string, key: string, typed = command): Promise<number> {
    const env = { ...shell.env, HOURGLASS_URL: origin, HOURGLASS_KEY: key }
    const { stdout } = await run('sh', ['-c', `${typed} --color off`], { ...shell, env }).catch((error) =>
      assert.fail(error.stdout + error.stderr),
    )
    return Number(/ assertions │ +(\d+) │ +0 │/.exec(stdout)?.[1])
  }

  test('of the whole collection, on a fresh server on loopback without a key', async () => {
    const all = command.replace(' --folder Partner', '')
    assert.equal(await passed(stage.origin, '', all), requestsIn('Partner', 'Operator').length)
  })

  test('of a partner with a key', async () => {
    const { key } = await newPartner(stage, 'acme', ['buy', 'read', 'webhooks'], wide)
    assert.equal(await passed(wide.origin, key), requestsIn('Partner').length)
  })

  test('of a partner with a test key, in the sandbox', async () => {
    const scopes = ['buy', 'read', 'webhooks']
    const { body } = await stage.postJson('/v1/admin/keys', { partner: 'acme', scopes, test: true })
    assert.equal((await partnerAt(wide, body.key).post('/v1/sandbox/reset')).status, 200)
    assert.equal(await passed(wide.origin, body.key), requestsIn('Partner').length)
  })
})
