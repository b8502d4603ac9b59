/** How often codes may be asked for, across servers: per address and per e-mail address. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browserAt } from './browser.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const env = { HOST: '0.0.0.0', SMTP_URL: 'smtp://127.0.0.1:2525', RATE_LIMIT_SIGN_INS: '25/10m' }

let servers: ServerStage[] = []
before(async () => {
  const stage = await createServerStage({ env })
  servers = [stage, await createServerStage({ env, beside: stage })]
})
after(async () => {
  for (const server of servers.toReversed()) await server.stop()
})

test('servers share the limits of codes per e-mail address and per address', async () => {
  const statuses: number[] = []
  const ask = async (email: string) => {
    for (const server of servers) {
      const answer = await browserAt(server).post('/auth/email-otp/send-verification-otp', { email, type: 'sign-in' })
      statuses.push(answer.status)
      if (answer.status === 429) assert.ok(Number(answer.headers.get('retry-after')) > 0)
    }
  }
  for (let pairs = 0; pairs < 11; pairs++) await ask('one@example.com')
  assert.deepEqual(statuses.splice(0), [...Array<number>(20).fill(200), 429, 429])
  for (let pairs = 0; pairs < 2; pairs++) await ask('another@example.com')
  assert.deepEqual(statuses, [200, 200, 200, 429])
})
