import assert from 'node:assert/strict'
import test from 'node:test'
import { isAddresses, proxiesOf } from './callers/address.ts'
import { readConfig } from './config.ts'

const given = (more: NodeJS.ProcessEnv) =>
  readConfig({ DATABASE_URL: 'postgres://db', REDIS_URL: 'redis://redis', ...more })

test('a carrier’s own addresses, which uniquelocal misses, have a name', () => {
  assert.deepEqual(proxiesOf('uniquelocal, carriergrade'), ['uniquelocal', '100.64.0.0/10'])
  assert.deepEqual(given({ TRUSTED_PROXIES: '10.1.2.3,carriergrade' }).trustedProxies, ['10.1.2.3', '100.64.0.0/10'])
})

test('addresses, networks and names are taken; what is none of these, and a network of everybody, is not', () => {
  for (const good of ['127.0.0.1', '::1', '10.0.0.0/8', 'fc00::/7', 'loopback', 'linklocal,uniquelocal', ''])
    assert.equal(isAddresses(good), true, good)
  for (const bad of [
    'everybody',
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

test('a pooler needs a way round it, and is one that is known', () => {
  const pooled = { DATABASE_POOLER: 'transaction' }
  assert.throws(() => given(pooled), /^Error: DATABASE_DIRECT_URL is missing/)
  const { pooler, databaseUrl, directUrl } = given({ ...pooled, DATABASE_DIRECT_URL: 'postgres://direct' })
  assert.deepEqual([pooler, databaseUrl, directUrl], ['transaction', 'postgres://db', 'postgres://direct'])
  assert.throws(() => given({ DATABASE_POOLER: 'session' }), /^Error: DATABASE_POOLER must be one of none, transaction/)
})
