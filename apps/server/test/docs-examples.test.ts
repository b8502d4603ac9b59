/** Every example of /docs runs in a shell as it is on the page, in page order. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { schema } from '@hourglass/db'
import { until } from '@hourglass/stack/testing'
import { routes } from '../src/routes/index.ts'
import { newPartner, type Partner, partnerAt } from './partner.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const run = promisify(execFile)
const skip = ['bash', 'curl'].some((name) => spawnSync('which', [name]).status !== 0) && 'bash or curl is not on PATH'

let stage: ServerStage
let partner: Partner
let tester: Partner
let page: string
before(async () => {
  stage = await createServerStage({
    saleItems: 80,
    buyerLimit: 100,
    env: { RATE_LIMIT_ORDERS: 'off', QUEUE_PROOF: 'off' },
  })
  partner = await newPartner(stage, 'docs', ['buy', 'read', 'webhooks', 'admin'])
  const made = await stage.postJson('/v1/admin/keys', { partner: 'docs', scopes: ['buy'], test: true })
  tester = partnerAt(stage, made.body.key)
  page = (await stage.get('/docs')).body
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
})
after(() => stage.stop())

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
/** The text of a <pre> element as a browser copies it. */
const copied = (pattern: RegExp): string =>
  (pattern.exec(page)?.[1] ?? '').replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')

/** Waits until the cached list of items reflects the previous examples. */
const listIsCurrent = () =>
  until('the list reflects the previous examples', async () => {
    const { rows } = await stage.ctx.db.execute<{ id: string | null }>(
      `SELECT min(id) AS id FROM items WHERE sale_id = ${stage.saleId} AND stock > held + sold`,
    )
    const { body } = await stage.get(`/v1/sales/${stage.saleId}/items?state=available&limit=1`)
    return body.items[0]?.id === Number(rows[0]?.id)
  })

describe('the curl example of every route runs', { skip }, () => {
  for (const { id, tag } of routes)
    test(id, async () => {
      const setup = copied(/<pre id="setup">([\s\S]*?)<\/pre>/)
      const example = copied(new RegExp(`id="${id}"[\\s\\S]*?<pre>([\\s\\S]*?)</pre>`))
      assert.match(setup, /^export HOURGLASS_URL=\S+ .*\nexport HOURGLASS_KEY=\S+ .*\n/)
      assert.match(example, /curl /)
      const typed = [
        // A refusal ends the script with an error.
        'curl() { command curl --fail-with-body "$@"; }',
        setup.replace(/^export .*\n/gm, ''),
        example,
      ]
      await listIsCurrent()
      const env = {
        ...process.env,
        HOURGLASS_URL: stage.origin,
        HOURGLASS_KEY: (tag === 'Sandbox' ? tester : partner).key,
      }
      const result = await run('bash', ['-c', typed.join('\n')], { env }).catch((error) =>
        assert.fail(`${example}\n${error.stdout}\n${error.stderr}`),
      )
      assert.doesNotMatch(result.stderr, /command not found|curl: \(22\)/)
    })
})
