import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { createSigner } from './sign.ts'

/** The example that Standard Webhooks' own libraries are tested with. */
const example = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const signing_key = privateKey.export({ format: 'der', type: 'pkcs8' })
const headersFor = createSigner({ secret: example.secret, signing_key })

test('v1 is what Standard Webhooks publishes for its example', () => {
  const headers = headersFor(example.id, example.at, example.body)
  assert.equal(headers['webhook-signature']?.split(' ')[0], example.signature)
  assert.equal(headers['webhook-timestamp'], '1614265330')
})

test('a receiver with the library verifies it, and not a body with one letter changed', () => {
  const headers = headersFor('evt_1', new Date(), example.body)
  const receiver = new Webhook(example.secret)
  receiver.verify(example.body, headers)
  assert.throws(() => receiver.verify(example.body.replace('2', '3'), headers))
})

test('v1a is ed25519 over id, timestamp and body: another of any of them fails', () => {
  const headers = headersFor('evt_1', example.at, example.body)
  const signature = Buffer.from(/v1a,(\S+)/.exec(headers['webhook-signature'] ?? '')?.[1] ?? '', 'base64')
  const key = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }))
  const holds = (text: string) => verify(null, Buffer.from(text), key, signature)
  assert.ok(holds(`evt_1.1614265330.${example.body}`))
  assert.ok(!holds(`evt_2.1614265330.${example.body}`))
  assert.ok(!holds(`evt_1.1614265331.${example.body}`))
  assert.ok(!holds(`evt_1.1614265330.${example.body} `))
})
