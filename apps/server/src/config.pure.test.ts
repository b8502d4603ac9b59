import assert from 'node:assert/strict'
import test from 'node:test'
import { isAddresses, proxiesOf } from './callers/address.ts'
import { readConfig } from './config.ts'

const given = (more: NodeJS.ProcessEnv) =>
  readConfig({ DATABASE_URL: 'postgres://db', REDIS_URL: 'redis://redis', ...more })

test('`carriergrade` names the carrier-grade NAT range, which `uniquelocal` does not cover', () => {
  assert.deepEqual(proxiesOf('uniquelocal, carriergrade'), ['uniquelocal', '100.64.0.0/10'])
  assert.deepEqual(given({ TRUSTED_PROXIES: '10.1.2.3,carriergrade' }).trustedProxies, ['10.1.2.3', '100.64.0.0/10'])
})

test('TRUSTED_PROXIES accepts addresses, networks and network names, and refuses anything else, including /0 networks', () => {
  for (const good of ['127.0.0.1', '::1', '10.0.0.0/8', 'fc00::/7', 'loopback', 'linklocal,uniquelocal', ''])
    assert.equal(isAddresses(good), true, good)
  for (const bad of [
    'everyone',
    '10.0.0',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/8/8',
    '10.0.0.0/x',
    'fc00::/129',
  ])
    assert.equal(isAddresses(bad), false, bad)
  assert.throws(() => given({ TRUSTED_PROXIES: 'edge.example' }), /^Error: TRUSTED_PROXIES must be addresses/)
})

test('DATABASE_POOLER must be a known mode and requires DATABASE_DIRECT_URL', () => {
  const pooled = { DATABASE_POOLER: 'transaction' }
  assert.throws(() => given(pooled), /^Error: DATABASE_DIRECT_URL is missing/)
  const { pooler, databaseUrl, directUrl } = given({ ...pooled, DATABASE_DIRECT_URL: 'postgres://direct' })
  assert.deepEqual([pooler, databaseUrl, directUrl], ['transaction', 'postgres://db', 'postgres://direct'])
  assert.throws(() => given({ DATABASE_POOLER: 'session' }), /^Error: DATABASE_POOLER must be one of none, transaction/)
})

test('a store URL whose password has unescaped special characters is refused at startup', () => {
  for (const name of ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_HISTORY_URL'])
    for (const password of ['a/b', 'a#b', 'a?b'])
      assert.throws(
        () => given({ [name]: `postgres://shop:${password}@db:5432/shop` }),
        new RegExp(`^Error: ${name} is not a URL: percent-encode`),
      )
  assert.throws(() => given({ REDIS_URL: 'redis://:a/b@one:6379,two:6379' }), /^Error: REDIS_URL is not a URL/)
  assert.throws(() => given({ DATABASE_URL: 'db:5432/shop' }), /^Error: DATABASE_URL must begin with postgres:\/\/$/)
  const encoded = 'postgres://shop:a%2Fb%23c@db:5432/shop'
  assert.equal(given({ DATABASE_URL: encoded }).databaseUrl, encoded)
})

test('PAYMENTS=stripe needs a key and a webhook secret, which no message repeats', () => {
  const stripe = { PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old' }
  const { payments, settings } = given({ ...stripe, WEB_ORIGINS: 'https://shop.example' })
  assert.deepEqual(payments, {
    provider: 'stripe',
    storefront: 'https://shop.example',
    secretKey: 'sk_test_1',
    webhookSecrets: ['whsec_new', 'whsec_old'],
    apiUrl: 'https://api.stripe.com',
  })
  assert.equal(settings.payment, 'required')
  for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'])
    assert.throws(() => given({ ...stripe, [name]: '' }), { message: `${name} is missing: PAYMENTS=stripe needs it` })
  for (const [name, value] of [
    ['STRIPE_SECRET_KEY', 'pk_live_public'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_new,hidden'],
    ['STRIPE_API_URL', 'https://user:hidden@proxy.example/v1'],
  ] as const)
    assert.throws(
      () => given({ ...stripe, [name]: value }),
      ({ message }: Error) => message.startsWith(`${name}`) && !message.includes(value) && !message.includes('hidden'),
    )
})
