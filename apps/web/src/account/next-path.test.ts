import assert from 'node:assert/strict'
import test from 'node:test'
import { nextPath } from './next-path.ts'

test('after signing in only a page of this storefront is opened', () => {
  for (const own of ['/', '/account', '/items/7#continue', '/sales/3?search=urn&page=2', '/a%2F%2Fb'])
    assert.equal(nextPath(own), own)
  for (const other of [
    undefined,
    null,
    '',
    'account',
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '\\\\elsewhere.example',
    '/\t/elsewhere.example',
    '/\n/elsewhere.example',
    '/..//elsewhere.example',
    'javascript:alert(1)',
    ' /account',
  ])
    assert.equal(nextPath(other), '/', JSON.stringify(other))
})
