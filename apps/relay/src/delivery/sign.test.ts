import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { createSigner } from './sign.ts'

/** The test vector of the Standard Webhooks libraries. */
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

test('the v1 signature matches the Standard Webhooks test vector', () => {
  const headers = headersFor(example.id, example.at, example.body)
  assert.equal(headers['webhook-signature']?.split(' ')[0], example.signature)
  assert.equal(headers['webhook-timestamp'], '1614265330')
})

test('the Standard Webhooks library accepts the signature and rejects a modified body', () => {
  const headers = headersFor('evt_1', new Date(), example.body)
  const receiver = new Webhook(example.secret)
  receiver.verify(example.body, headers)
  assert.throws(() => receiver.verify(example.body.replace('2', '3'), headers))
})

test('the v1a ed25519 signature covers id, timestamp and body', () => {
  const headers = headersFor('evt_1', example.at, example.body)
  const signature = Buffer.from(/v1a,(\S+)/.exec(headers['webhook-signature'] ?? '')?.[1] ?? '', 'base64')
  const key = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }))
  const holds = (text: string) => verify(null, Buffer.from(text), key, signature)
  assert.ok(holds(`evt_1.1614265330.${example.body}`))
  assert.ok(!holds(`evt_2.1614265330.${example.body}`))
  assert.ok(!holds(`evt_1.1614265331.${example.body}`))
  assert.ok(!holds(`evt_1.1614265330.${example.body} `))
})
