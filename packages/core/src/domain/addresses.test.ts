import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isPublicAddress, webhookUrlFault } from './index.ts'

const privateAddresses = `0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254
  172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1
  240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
  64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1:: fc00::1 fd12:3456::1 fe80::1
  fe80::1%eth0 fec0::1 ff02::1 3fff::1 5f00::1`.split(/\s+/)

const publicAddresses = '1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 2606:4700::1111 2a00:1450::1'

describe('addresses', () => {
  for (const address of privateAddresses)
    test(`${address} is not public`, () => assert.equal(isPublicAddress(address), false))
  for (const address of publicAddresses.split(' '))
    test(`${address} is public`, () => assert.equal(isPublicAddress(address), true))
  test('a host name is not a public address', () => assert.equal(isPublicAddress('example.com'), false))
})

const refusedUrls: [url: string, because: RegExp][] = [
  ['hook', /absolute/],
  ['http://example.com/', /https/],
  ['ftp://example.com/', /https/],
  ['https://ann:secret@example.com/', /credentials/],
  ['https://ann@example.com/', /credentials/],
  ['https://example.com/#top', /fragment/],
  ['https://example.com:22/', /port 22/],
  ['https://localhost/', /private/],
  ['https://LOCALHOST./', /private/],
  ['https://shop.localhost/', /private/],
  ['https://printer.local/', /private/],
  ['https://metadata.google.internal/', /private/],
  ['https://redis/', /private/],
  ['https://127.0.0.1/', /private/],
  ['https://127.1/', /private/],
  ['https://2130706433/', /private/],
  ['https://0x7f.0.0.1/', /private/],
  ['https://0177.0.0.1/', /private/],
  ['https://[::1]/', /private/],
  ['https://[::ffff:127.0.0.1]/', /private/],
  ['https://[64:ff9b::7f00:1]/', /private/],
  ['https://169.254.169.254/latest/meta-data/', /private/],
]

describe('webhook URLs', () => {
  for (const [url, because] of refusedUrls)
    test(`${url} is refused`, () => assert.match(String(webhookUrlFault(url, false)), because))
  for (const url of ['https://example.com/', 'https://example.com:8443/a?b=c', 'https://1.1.1.1/'])
    test(`${url} is accepted`, () => assert.equal(webhookUrlFault(url, false), null))
  test('with private networks allowed, plain HTTP to loopback is accepted, but credentials are still refused', () => {
    assert.equal(webhookUrlFault('http://127.0.0.1:9000/hook', true), null)
    assert.match(String(webhookUrlFault('http://a:b@127.0.0.1/', true)), /credentials/)
  })
})
