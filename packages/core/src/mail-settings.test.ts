import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSender, MAIL_FROM_DEFAULT, mailFrom, smtpUrl } from './mail-settings.ts'

const faultOf = (parsed: { success: boolean; error?: { issues: { message: string }[] } }) =>
  parsed.error?.issues.map(({ message }) => message).join()

test('SMTP_URL gives host, port, TLS and credentials', () => {
  assert.deepEqual(smtpUrl.parse('smtp://ann%40x:p%2F%23%25@mail.example:2525'), {
    host: 'mail.example',
    port: 2525,
    secure: false,
    auth: { user: 'ann@x', pass: 'p/#%' },
  })
  assert.deepEqual(smtpUrl.parse('smtps://[::1]/'), { host: '::1', port: undefined, secure: true, auth: undefined })
})

test('an invalid SMTP_URL is refused without repeating its password', () => {
  for (const [url, fault] of [
    ['http://mail.example', /must begin with smtp/],
    ['smtp://user:hunter2/@mail.example:x', /is not a URL|must end after/],
    ['smtp://user:hunter2@mail.example?logger=true', /must end after its host and port/],
    ['smtp://', /is not a URL|has no host/],
    ['smtp://user:%zz@mail.example', /is not a URL/],
  ] as const) {
    const said = faultOf(smtpUrl.safeParse(url))
    assert.match(said ?? 'accepted', fault, url)
    assert.doesNotMatch(said ?? '', /hunter2/)
  }
})

test('MAIL_FROM is one address, with or without a name', () => {
  assert.deepEqual(mailFrom.parse('shop@example.com'), { name: '', address: 'shop@example.com' })
  assert.deepEqual(mailFrom.parse('"The, Shop" <shop@example.com>'), { name: 'The, Shop', address: 'shop@example.com' })
  for (const text of ['Shop', 'Shop <>', 'a@x, b@x', 'Shop <a@x> b@x', 'A\r\nBcc: b@x <a@x>'])
    assert.match(faultOf(mailFrom.safeParse(text)) ?? 'accepted', /must be an e-mail address/, text)
})

test('MAIL_FROM must be given when the mail server is another machine', () => {
  const [local, other] = [smtpUrl.parse('smtp://127.0.0.1:1025'), smtpUrl.parse('smtp://mail.example')]
  assertSender(undefined, mailFrom.parse(MAIL_FROM_DEFAULT))
  assertSender(local, mailFrom.parse(MAIL_FROM_DEFAULT))
  assertSender(other, mailFrom.parse('shop@example.com'))
  assert.throws(() => assertSender(other, mailFrom.parse(MAIL_FROM_DEFAULT)), /MAIL_FROM is missing/)
})
