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
