import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { readPass, signPass } from './pass.ts'

const key = randomBytes(32)
const claims = { saleId: 12, seq: 4_812, position: 77, userId: 'acme/ann', expiresAt: 1_798_000_000_000 }

test('a pass carries its sale, place, position, buyer and expiry', () => {
  for (const userId of ['ann', 'a', '😀'.repeat(255), 'test:partner/😀'])
    assert.deepEqual(readPass([key], signPass(key, { ...claims, userId })), { ...claims, userId })
})

test('a pass signed with the previous key is valid', () => {
  const pass = signPass(key, claims)
  assert.ok(readPass([randomBytes(32), key], pass))
  assert.equal(readPass([randomBytes(32)], pass), undefined)
})

test('a pass with any bit changed is invalid', () => {
  const bytes = Buffer.from(signPass(key, claims), 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const forged = Buffer.from(bytes)
    forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.equal(readPass([key], forged.toString('base64url')), undefined, `bit ${bit}`)
  }
})

test('a pass in another encoding, cut or extended is invalid', () => {
  const pass = signPass(key, claims)
  for (const forged of ['', 'x', pass.slice(0, -1), `${pass}A`, `${pass}=`, ` ${pass}`, 'A'.repeat(100_000)])
    assert.equal(readPass([key], forged), undefined)
})
