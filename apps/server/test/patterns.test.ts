/** The input schemas of the OpenAPI document accept exactly the values that the server accepts. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listedItem, userId } from '@hourglass/core/contract'
import { webhookUrlFault } from '@hourglass/core/domain'
import { createValidator } from '@hourglass/tools/conforms'
import type { z } from 'zod'
import { requestHeaders } from '../src/openapi/headers.ts'
import { inputSchema } from '../src/openapi/schema-of.ts'
import { idempotencyKeyOf } from '../src/rest/idempotency.ts'
import { routes } from '../src/routes/index.ts'

const repeated = (text: string) => [31, 32, 200, 201, 255, 256, 2_048, 2_049].map((length) => text.repeat(length))
const TEXTS = [
  '',
  'a',
  'A',
  'ann',
  ' ann',
  'ann ',
  ' ',
  'a b',
  'Zoë 🏺',
  'e\u0301',
  'EUR',
  'eur',
  'EURO',
  'acme-2',
  '-acme',
  'a\u0000b',
  'a\u001bb',
  'a\u007fb',
  'a\u0085b',
  'a\nb',
  'a\ud800b',
  'a\u200bb',
  'a\u00adb',
  'a\u2028b',
  'a\u2800b',
  'a\u3164b',
  'a\ufe0fb',
  '\u00a0ann',
  'ann\u3000',
  '\u{e0041}',
  ...repeated('a'),
  ...repeated('🏺'),
  'https://shop.example/x',
  'http://shop.example/x',
  'ftp://shop.example',
  'HTTPS://shop.example',
  'shop.example',
  'https://ann:pw@shop.example/',
  'https://ann@shop.example/',
  'https://shop.example/@x',
  'https://shop.example/#x',
  'https://shop.example/a\u0000b',
  'javascript:alert(1)',
  '/hooks',
  `https://shop.example/${'x'.repeat(2_100)}`,
  '2026-01-31T18:00:00Z',
  '2026-01-31T18:00:00+02:00',
  '2026-01-31',
  '0999-01-01T12:00:00Z',
  '10000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  'now',
  '0198f3d2-7a54-7f9d-8537-985966000001',
  '0198F3D2-7A54-7F9D-8537-985966000001',
  '0198f3d2-7a54-0f9d-8537-985966000001',
  '0198f3d27a547f9d8537985966000001',
  '{0198f3d2-7a54-7f9d-8537-985966000001}',
  'available',
  'held',
  'sold',
  'Sold',
  'ACTIVE',
  'active',
  'buy',
  'admin',
  '*',
  'order.confirmed',
  'order.*',
]
const NUMBERS = [
  -1, 0, 1, 1.5, 10, 11, 200, 201, 1_000, 1_001, 1_000_000, 1_000_001, 1_000_000_000, 1_000_000_001, 999_999_999,
].concat([2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53])
const VALUES: unknown[] = [
  ...TEXTS,
  ...NUMBERS,
  null,
  true,
  {},
  [],
  [1],
  ['a'],
  Array(11).fill(1),
  [0],
  ['buy'],
  ['*'],
  ['nothing'],
]

/** Values that are only valid in a query, where digits are numbers and a single value is a list. */
const isOfQuery = (member: z.ZodType, value: unknown): boolean => {
  const { type } = inputSchema(member)
  return (type === 'array' && !Array.isArray(value)) || (typeof value === 'string' && /^\d+$/.test(value))
}

function assertAgree(name: string, member: z.ZodType): void {
  const valid = createValidator(inputSchema(member))
  for (const value of VALUES.filter((one) => !isOfQuery(member, one))) {
    const accepted =
      member.safeParse(value).success && (name !== 'url' || webhookUrlFault(String(value), false) === null)
    assert.equal(
      valid(value),
      accepted,
      `${name}: ${JSON.stringify(value)?.slice(0, 80)} is ${accepted ? 'accepted' : 'refused'}`,
    )
  }
}

describe('document and server accept the same input', () => {
  for (const { id, input } of routes) {
    if (!input) continue
    test(id, () => {
      for (const [name, member] of Object.entries(input.shape)) assertAgree(name, member as z.ZodType)
    })
  }

  test('an item of a sale', () => {
    for (const [name, member] of Object.entries(listedItem.shape)) assertAgree(name, member)
  })

  test('an Idempotency-Key', () => {
    const valid = createValidator(requestHeaders['Idempotency-Key'].schema)
    const keys = [
      'a',
      'a b',
      'a,b',
      'é',
      '"a"',
      '"a,b"',
      '"a',
      '"a\\"b"',
      '"a\\b"',
      '"',
      '""',
      'a"b',
      '\t',
      'x'.repeat(255),
    ]
    for (const key of [
      ...keys,
      'x'.repeat(256),
      `"${'q'.repeat(255)}"`,
      `"${'q'.repeat(256)}"`,
      `"${'\\"'.repeat(255)}"`,
    ])
      assert.equal(valid(key), typeof idempotencyKeyOf({ 'idempotency-key': key }) === 'string', key.slice(0, 40))
  })
})

test('the prefix of a partner does not count towards the length of user_id', () => {
  assert.equal(userId.safeParse(`acme/${'a'.repeat(255)}`).success, true)
  assert.equal(userId.safeParse(`acme/${'a'.repeat(256)}`).success, false)
  assert.equal(userId.safeParse('acme/ ann').success, false)
})
