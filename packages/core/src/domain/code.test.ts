import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCode, signCode } from './code.ts'

const key = Buffer.alloc(32, 7)
const claims = { id: '01a1fd1f-d8da-7a54-9f9d-053798596600', saleId: 4_000_000_000 }

test('a code carries the checkout id and the sale id', () => {
  assert.deepEqual(readCode([key], signCode(key, claims)), claims)
})

test('a code with any one character changed is refused', () => {
  const code = signCode(key, claims)
  for (let at = 0; at < code.length; at++) {
    const forged = code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1)
    assert.equal(readCode([key], forged), undefined, `character ${at}`)
  }
})

test('a code with the wrong key, a wrong length or invalid characters is refused', () => {
  const code = signCode(key, claims)
  assert.equal(readCode([Buffer.alloc(32, 8)], code), undefined)
  for (const wrong of ['', 'x', code.slice(1), code.slice(0, -1), `${code}A`, code.replace(/.$/, '='), '☃'.repeat(43)])
    assert.equal(readCode([key], wrong), undefined)
})

test('a code has one encoding: the unused bits of its last character must be zero', () => {
  const code = signCode(key, claims)
  const spelled = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
  const taken = spelled.filter((last) => readCode([key], code.slice(0, -1) + last))
  assert.deepEqual(taken, [code.at(-1)])
})
