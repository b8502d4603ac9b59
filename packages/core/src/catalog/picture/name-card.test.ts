import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawNameCard } from './name-card.ts'

const rowsOf = (svg: string): string[] =>
  [...svg.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)].map(([, text = '']) => text)

test('a name is broken between words, and a long word within', () => {
  assert.deepEqual(rowsOf(drawNameCard('Blue winter coat')), ['Blue winter', 'coat'])
  assert.deepEqual(rowsOf(drawNameCard('Donaudampfschiff')), ['Donaudampfschi', 'ff'])
})

test('a name of 200 characters ends with an ellipsis', () => {
  const rows = rowsOf(drawNameCard('wool '.repeat(40)))
  assert.equal(rows.length, 5)
  assert.equal(rows.at(-1), '…')
})

test('markup in a name is text', () => {
  const svg = drawNameCard('<script>"&')
  assert.deepEqual(rowsOf(svg), ['&lt;script&gt;&quot;&amp;'])
  assert.equal(svg.includes('<script'), false)
})

test('an emoji of several code points is not broken', () => {
  assert.deepEqual(rowsOf(drawNameCard('👩‍👩‍👧‍👦'.repeat(15))), ['👩‍👩‍👧‍👦'.repeat(14), '👩‍👩‍👧‍👦'])
})
