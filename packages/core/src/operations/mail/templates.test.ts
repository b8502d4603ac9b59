import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderConfirmedMail, signInCodeMail } from './templates.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const order = {
  orderNumber: 'HG-F79D-92QX-4M6T',
  items: [
    { name: 'Blue <b>flask</b> & "lid"', quantity: 1, price: eur(2450) },
    { name: 'Coat', quantity: 2, price: eur(7500) },
  ],
  total: eur(17_450),
  url: 'https://shop.example/orders/1?a=1&b="2"',
}
const mails = [signInCodeMail({ code: '043917', minutes: 10 }), orderConfirmedMail(order)]

test('a sign-in code is in the subject, the text and the HTML, with its lifetime', () => {
  const [{ subject, text, html } = assert.fail()] = mails
  assert.equal(subject, '043917 is your Hourglass sign-in code')
  for (const part of [text, html]) assert.match(part, /043917.*valid for 10 minutes and works once/s)
  assert.match(signInCodeMail({ code: '1', minutes: 1 }).text, /valid for one minute/)
})

test('an order confirmation lists the items, their prices and the total', () => {
  const [, { subject, text, html } = assert.fail()] = mails
  assert.equal(subject, 'Your order HG-F79D-92QX-4M6T is confirmed')
  assert.match(text, /Blue <b>flask<\/b> & "lid": €24\.50\n2 × Coat: €150\n\nTotal: €174\.50\n\nSee your order: https:/)
  assert.match(html, /2 × Coat<.*€150<.*Total<.*€174\.50</s)
  assert.doesNotMatch(orderConfirmedMail({ ...order, url: '' }).html, /<a /)
  assert.match(orderConfirmedMail({ ...order, total: { amount: 500, currency: 'JPY' } }).text, /Total: ¥500\n/)
})

test('the HTML escapes what merchants write', () => {
  const [, { html } = assert.fail()] = mails
  assert.match(html, /Blue &lt;b&gt;flask&lt;\/b&gt; &amp; &quot;lid&quot;/)
  assert.match(html, /href="https:\/\/shop\.example\/orders\/1\?a=1&amp;b=&quot;2&quot;"/)
})

test('the HTML names its language, adapts to dark mode, and loads nothing', () => {
  for (const { html } of mails) {
    assert.match(html, /<html lang="en">/)
    assert.match(html, /<meta name="color-scheme" content="light dark">/)
    assert.doesNotMatch(html, /<img|<link|<script|url\(|src=|#[0-9a-f]{3,6}\b/i)
  }
})
