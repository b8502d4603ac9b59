import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { idsWithNumber, orderNumberOf } from './order-number.ts'

const id = '0198f3d2-7a54-7f9d-8537-985966000001'
const ids = {
  fromMs: Date.parse('2025-08-29T03:00:00Z'),
  belowMs: Date.parse('2025-08-29T04:00:00Z'),
  end: '5966000001',
}

test('an order number has twelve digits in groups of four, without look-alikes', () => {
  assert.equal(orderNumberOf(id), 'HG-EWEV-B5K0-0001')
  for (let i = 0; i < 1_000; i++)
    assert.match(orderNumberOf(randomUUIDv7()), /^HG(-[0-9ABCDEFGHJKMNPQRSTVWXYZ]{4}){3}$/)
})

test('a number leads back to the hour and the end of its id', () => {
  for (let i = 0; i < 1_000; i++) {
    const [before, made, after] = [Date.now(), randomUUIDv7(), Date.now()]
    const found = idsWithNumber(orderNumberOf(made))
    assert.ok(found && found.fromMs <= after && before < found.belowMs)
    assert.equal(found.end, made.slice(-10))
  }
  for (const made of ['000000000000-7f9d-8000-000000000000', 'd693a3ff-ffff-7f9d-bfff-ffffffffffff'])
    assert.equal(idsWithNumber(orderNumberOf(made))?.end, made.slice(-10))
})

test('a number is read in any case, without its prefix, dashes or spaces, and with look-alike letters', () => {
  const digits = 'HG-EWEV-B5K0-0001'.slice(3).replaceAll('-', '')
  const lookAlike = digits.replaceAll('0', 'o').replaceAll('1', 'l').toLowerCase()
  for (const typed of ['HG-EWEV-B5K0-0001', 'HG-EWEV-B5K0-0001'.toLowerCase(), digits, `HG${digits}`, ` ${lookAlike} `])
    assert.deepEqual(idsWithNumber(typed), ids, typed)
})

test('a number that begins like the prefix is read with and without it', () => {
  const found = idsWithNumber('HG-HG00-0000-0001')
  assert.notEqual(found, null)
  assert.deepEqual(idsWithNumber('HG0000000001'), found)
})

test('what is not a number is refused', () => {
  for (const typed of ['', 'HG', 'HG-F79D-92QX', 'HG-EWEV-B5K0-00011', 'HG-EWEV-B5K0-000U', 'AG-EWEV-B5K0-0001', id])
    assert.equal(idsWithNumber(typed), null, typed)
})
