import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, isLocal } from './address.ts'

test('different notations of an address share one rate limit bucket', () => {
  const spellings: Record<string, string[]> = {
    '192.0.2.1': [
      '192.0.2.1',
      '192.0.2.1:4711',
      '::ffff:192.0.2.1',
      '::FFFF:c000:0201',
      '[::ffff:192.0.2.1]:80',
      ' 192.0.2.1 ',
    ],
    '2001:db8::/64': [
      '2001:db8::1',
      '2001:DB8:0:0:5::1',
      '[2001:db8::1]:443',
      '2001:db8::ffff:ffff:ffff:ffff',
      '2001:db8::1%eth0',
    ],
    '2001:db8:0:1::/64': ['2001:db8:0:1::1'],
  }
  for (const [address, ips] of Object.entries(spellings))
    for (const ip of ips) assert.equal(addressOf({ ip }), address, ip)
})

test('an invalid forwarded address is skipped in favor of the nearest valid hop', () => {
  for (const ip of ['', 'unknown', 'garbage', '1.2.3', '0x7f.1', '192.0.2.001', '999.1.1.1', '_hidden', '[]:1', 'a:1'])
    assert.equal(addressOf({ ip, ips: ['127.0.0.1', '10.0.0.9', ip] }), '10.0.0.9', ip)
  assert.equal(addressOf({ ip: 'garbage' }), 'unknown')
})

test('every notation of a loopback address counts as local', () => {
  for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '[::1]:80', '::ffff:127.0.0.1'])
    assert.equal(isLocal({ ip }), true, ip)
  for (const ip of ['192.0.2.1', '128.0.0.1', 'localhost', '']) assert.equal(isLocal({ ip }), false, ip)
})
