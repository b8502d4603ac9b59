import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paymentFailedMail, receiptMail, refundMail } from './order-mails.ts'

const euros = (amount: number) => ({ amount, currency: 'EUR' })
const about = { number: 'HG-F79D-92QX-4M6T', url: 'https://shop.example/orders/1?a=1&b=2', playMoney: false }
const sale = { name: 'Lamps & <shades>', url: 'https://shop.example/sales/7' }

test('a refund names amount, items, reason and order number', () => {
  const items = [
    { name: 'Lamp & <shade>', quantity: 2, price: euros(1_000) },
    { name: 'Vase', quantity: 1, price: euros(450) },
  ]
  const { subject, text, html } = refundMail({ ...about, amount: euros(2_450), items, reason: 'It arrived <broken>' })
  assert.equal(subject, 'Refund of €24.50 for order HG-F79D-92QX-4M6T')
  assert.match(text, /You get €24\.50 of order HG-F79D-92QX-4M6T back/)
  assert.match(text, /^2 × Lamp & <shade>: €10\.00 each\nVase: €4\.50$/m)
  assert.match(text, /^Reason: It arrived <broken>$/m)
  assert.match(html, /2 × Lamp &amp; &lt;shade&gt;: €10\.00 each<br>\nVase/)
  assert.match(html, /href="https:\/\/shop\.example\/orders\/1\?a=1&amp;b=2"/)
})

test('a refund without items and reason says neither', () => {
  const { text } = refundMail({ ...about, amount: euros(100), items: [], reason: null })
  assert.doesNotMatch(text, /Reason|each|: €/)
})

test('amounts have the digits of their currency', () => {
  const of = (amount: number, currency: string) =>
    receiptMail({ ...about, items: [], total: { amount, currency } }).text
  assert.match(of(1_234, 'JPY'), /You paid ¥1,234 /)
  assert.match(of(1_234, 'KWD'), /You paid KWD\s1\.234 /)
})

test('only play money is called play money', () => {
  const total = euros(100)
  for (const playMoney of [true, false])
    for (const { text, html } of [
      receiptMail({ ...about, playMoney, items: [], total }),
      refundMail({ ...about, playMoney, amount: total, items: [], reason: null }),
      paymentFailedMail({ ...about, playMoney, why: 'declined', total, sale }),
    ])
      assert.deepEqual([text.includes('Play money'), html.includes('Play money')], [playMoney, playMoney])
})

test('the HTML of a mail about an order shows names as text', () => {
  const { html } = paymentFailedMail({ ...about, why: 'expired', total: euros(100), sale })
  assert.match(html, /Lamps &amp; &lt;shades&gt;: <a href="https:\/\/shop\.example\/sales\/7"/)
})
