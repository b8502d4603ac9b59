import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMailAddress, maskMailAddress } from './mail-address.ts'

test('an address in any script is accepted', () => {
  for (const address of [
    'ann@example.com',
    'ann+shop@sub.example.com',
    'jürgen@bücher.example',
    '用户@例子.世界',
    'a@b',
  ])
    assert.equal(isMailAddress(address), true, address)
})

test('a text that could name another recipient, end a line or hide a character is refused', () => {
  const texts = [
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@bob@example.com',
    'ann@example.com,bob@example.com',
    'Ann <ann@example.com>',
    'ann@example.com\r\nBcc: bob@example.com',
    'ann@example.com\u2028',
    'an\u202en@example.com',
    'ann @example.com',
    '"ann"@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(320)}`,
  ]
  for (const text of texts) assert.equal(isMailAddress(text), false, text)
})

test('a masked address shows its first character and its domain', () => {
  assert.equal(maskMailAddress('ann@example.com'), 'a•••@example.com')
  assert.equal(maskMailAddress('𝒶nn@example.com'), '𝒶•••@example.com')
})
