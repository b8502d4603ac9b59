import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf } from './csv.ts'

test('cells with commas, quotes and line breaks are quoted', () => {
  assert.equal(csvOf([['a,b', 'say "hi"', 'two\nlines', null, -5]]), '"a,b","say ""hi""","two\nlines",,-5\r\n')
})

test('no cell is a formula', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://evil.example","x")'])
    assert.match(csvOf([[text]]), /^"?'/)
  assert.equal(csvOf([['a=1', ' b']]), 'a=1, b\r\n')
})
