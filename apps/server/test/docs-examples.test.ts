/** Every example of /docs runs as it is on the page, in page order: in a shell, in Node and in Python. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { routes } from '../src/routes/index.ts'
import { newPartner, type Partner, partnerAt } from './partner.ts'
import { createServerStage, type ServerStage } from './stage.ts'
import { queueSale } from './waiting-room.ts'

const run = promisify(execFile)
const without = (...names: string[]) =>
  names.some((name) => spawnSync('which', [name]).status !== 0) && `${names.join(' or ')} is not on PATH`

let stage: ServerStage
let partner: Partner
let tester: Partner
let page: string
before(async () => {
  stage = await createServerStage({
    saleItems: 240,
    buyerLimit: 200,
    env: { RATE_LIMIT_ORDERS: 'off', QUEUE_PROOF: 'off', PAYMENTS: 'test' },
  })
  page = (await stage.get('/docs')).body
})

/** A new partner, with webhooks that have deliveries. The newest sale has a waiting room. */
async function arrange(name: string): Promise<void> {
  partner = await newPartner(stage, name, ['buy', 'read', 'webhooks', 'admin'])
  const made = await stage.postJson('/v1/admin/keys', { partner: name, scopes: ['buy'], test: true })
  tester = partnerAt(stage, made.body.key)
  // An example creates a key for this partner, which can have two.
  const { body } = await stage.get('/v1/admin/keys')
  for (const key of body.keys)
    if (key.partner === 'acme') await stage.send(`/v1/admin/keys/${key.id}`, { method: 'DELETE' })
  await queueSale(stage)
  // The relay, which does not run here, would create these deliveries.
  const { outboxEvents, webhookDeliveries } = schema
  for (let i = 0; i < 3; i++) {
    const { body: webhook } = await partner.post('/v1/webhooks', { url: 'https://shop.example/hooks' })
    const event = { saleId: stage.saleId, type: 'webhook.test', subject: webhook.id, data: {} }
    const [row] = await stage.ctx.db.insert(outboxEvents).values(event).returning()
    const eventId = row?.id ?? assert.fail()
    await stage.ctx.db
      .insert(webhookDeliveries)
      .values({ id: stage.ctx.newId(), webhookId: webhook.id, eventId, eventType: 'webhook.test' })
  }
}
after(() => stage.stop())

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
/** The text of a section's example in a language, as a browser copies it. */
function copied(section: string, language: string): string {
  const pattern = new RegExp(`id="${section}"[\\s\\S]*?<figcaption>${language}</figcaption><pre>([\\s\\S]*?)</pre>`)
  const [, text = ''] = pattern.exec(page) ?? []
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
}

/** Waits until the cached list of items reflects the previous examples. */
const listIsCurrent = () =>
  until('the list reflects the previous examples', async () => {
    const { rows } = await stage.ctx.db.execute<{ id: string | null }>(
      `SELECT min(id) AS id FROM items WHERE sale_id = ${stage.saleId} AND stock > held + sold`,
    )
    const { body } = await stage.get(`/v1/sales/${stage.saleId}/items?state=available&limit=1`)
    return body.items[0]?.id === Number(rows[0]?.id)
  })

/** Runs a program with the address of the server and a key that suits the route. */
async function runs(command: string, args: string[], tag: string): Promise<string> {
  await listIsCurrent()
  const { key } = tag === 'Sandbox' ? tester : partner
  const env = { ...process.env, HOURGLASS_URL: stage.origin, HOURGLASS_KEY: key, NO_PROXY: '127.0.0.1' }
  const { stderr } = await run(command, args, { env }).catch((error) =>
    assert.fail(`${args.at(-1)}\n${error.stdout}\n${error.stderr}`),
  )
  return stderr
}

describe('the curl example of every route runs', { skip: without('bash', 'curl') }, () => {
  before(() => arrange('docs-curl'))
  for (const { id, tag } of routes)
    test(id, async () => {
      const [setup, example] = [copied('setup', 'curl'), copied(id, 'curl')]
      assert.match(setup, /^export HOURGLASS_URL=\S+ .*\nexport HOURGLASS_KEY=\S+ .*\n/)
      assert.match(example, /curl /)
      const typed = [
        // A refusal ends the script with an error.
        'curl() { command curl --fail-with-body "$@"; }',
        setup.replace(/^export .*\n/gm, ''),
        example,
      ]
      assert.doesNotMatch(await runs('bash', ['-c', typed.join('\n')], tag), /command not found|curl: \(22\)/)
    })
})

describe('the TypeScript example of every route runs', () => {
  before(() => arrange('docs-typescript'))
  for (const { id, tag } of routes)
    test(id, async () => {
      const example = copied(id, 'TypeScript')
      assert.match(example, /await fetch\(/)
      const typed = [copied('setup', 'TypeScript'), example, 'if (!response.ok) throw new Error(response.statusText)']
      await runs(process.execPath, ['--input-type=module-typescript', '--eval', typed.join('\n')], tag)
    })
})

describe('the Python example of every route runs', { skip: without('python3') }, () => {
  before(() => arrange('docs-python'))
  for (const { id, tag } of routes)
    test(id, async () => {
      const example = copied(id, 'Python')
      assert.match(example, /urlopen\(request\)/)
      await runs('python3', ['-c', [copied('setup', 'Python'), example].join('\n')], tag)
    })
})
