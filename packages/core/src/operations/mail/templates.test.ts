import assert from 'node:assert/strict'
import { test } from 'node:test'
import { invitationMail, signInCodeMail } from './templates.ts'

const mails = [
  signInCodeMail({ code: '043917', minutes: 10 }),
  invitationMail({ role: 'owner', url: 'https://shop.example/console?a=1&b="2"' }),
]

test('a sign-in code is in the subject, the text and the HTML, with its lifetime', () => {
  const [{ subject, text, html } = assert.fail()] = mails
  assert.equal(subject, '043917 is your Hourglass sign-in code')
  for (const part of [text, html]) assert.match(part, /043917.*valid for 10 minutes and works once/s)
  assert.match(signInCodeMail({ code: '1', minutes: 1 }).text, /valid for one minute/)
})

test('an invitation names the role and leads to the console', () => {
  const [, { text, html } = assert.fail()] = mails
  assert.match(text, /as an owner\..*https:\/\/shop\.example\/console/s)
  assert.match(invitationMail({ role: 'viewer', url: '' }).text, /as a viewer\./)
  assert.match(html, /href="https:\/\/shop\.example\/console\?a=1&amp;b=&quot;2&quot;"/)
})

test('the HTML names its language, adapts to dark mode, and loads nothing', () => {
  for (const { html } of mails) {
    assert.match(html, /<html lang="en">/)
    assert.match(html, /<meta name="color-scheme" content="light dark">/)
    assert.doesNotMatch(html, /<img|<link|<script|url\(|src=|#[0-9a-f]{3,6}\b/i)
  }
})
