import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unpayable } from './provider.ts'
import { fromStripe, toStripe } from './stripe-amount.ts'

const SAME = [
  ['EUR', 1, 1],
  ['EUR', 99_999_999, 99_999_999],
  ['HUF', 1_050, 1_050],
  ['JPY', 500, 500],
  ['KRW', 99_999_999, 99_999_999],
  ['ISK', 5, 500],
  ['ISK', 999_999, 99_999_900],
  ['UGX', 36_000, 3_600_000],
  ['MGA', 50_000, 500],
  ['KWD', 5_120, 5_120],
  ['BHD', 99_999_990, 99_999_990],
] as const

test('an amount is the same money for Stripe, and comes back unchanged', () => {
  for (const [currency, ours, theirs] of SAME) {
    assert.equal(toStripe(ours, currency), theirs, currency)
    assert.equal(fromStripe(theirs, currency), ours, currency)
  }
})

test('amounts that Stripe cannot take are unpayable', () => {
  for (const [amount, currency] of [
    [100_000_000, 'EUR'],
    [1_000_000_000_000, 'EUR'],
    [1_000_000, 'ISK'],
    [5_124, 'KWD'],
    [1, 'TND'],
    [150, 'MGA'],
  ] as const)
    assert.throws(() => toStripe(amount, currency), Unpayable, `${amount} ${currency}`)
})

test('what Stripe has taken is never rounded to the amount of an order', () => {
  assert.equal(fromStripe(150, 'ISK'), 1.5)
})
