import assert from 'node:assert/strict'
import test from 'node:test'
import { browserWords, issuerErrorWords, signInTrouble } from './account.ts'

test('a session is named after its browser and system', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
  for (const [userAgent, words] of [
    [chrome, 'Chrome on Linux'],
    [`${chrome} Edg/142.0.0.0`.replace('X11; Linux x86_64', 'Windows NT 10.0'), 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iOS'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on macOS'],
    ['curl/8.5.0', 'A browser'],
    [null, 'A browser'],
  ] as const)
    assert.equal(browserWords(userAgent), words)
})

test('an error of an issuer is shown as a sentence, an unknown one as a general sentence, and never as its code', () => {
  assert.match(issuerErrorWords('EMAIL_NOT_VERIFIED'), /isn’t verified there yet/)
  assert.match(issuerErrorWords('email_not_verified'), /isn’t verified there yet/)
  assert.match(issuerErrorWords('access_denied'), /cancel/)
  for (const unknown of ['<script>', '', 'toString', 'no_such_error'])
    assert.equal(issuerErrorWords(unknown), signInTrouble.failed)
})
