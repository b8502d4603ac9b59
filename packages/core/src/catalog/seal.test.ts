import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { EDITIONS } from './edition.ts'
import { commitmentOf, seedOf, teaserSeedOf } from './seal.ts'

const secret = Uint8Array.from({ length: 32 }, (_, at) => at)
const sale = { id: 12, startsAt: new Date('2026-01-31T18:00:00Z'), edition: 1 }

test('a commitment is SHA-256 over the documented bytes, whose first line names the edition', () => {
  for (const edition of EDITIONS) {
    const bytes = Buffer.concat([Buffer.from(`hourglass/drop/v${edition}\n12\n2026-01-31T18:00:00.000Z\n`), secret])
    assert.equal(commitmentOf({ ...sale, edition }, secret), createHash('sha256').update(bytes).digest('hex'))
  }
})

test('a different id, start, edition or secret has a different commitment', () => {
  const others = [
    commitmentOf({ ...sale, id: 13 }, secret),
    commitmentOf({ ...sale, edition: 2 }, secret),
    commitmentOf({ ...sale, startsAt: new Date('2026-01-31T18:00:00.001Z') }, secret),
    commitmentOf(
      sale,
      secret.map((byte) => byte ^ 1),
    ),
  ]
  assert.equal(new Set([commitmentOf(sale, secret), ...others]).size, 5)
})

test('seeds are the first 32 bits of HMAC-SHA-256 under the secret, one key for each purpose', () => {
  for (const edition of EDITIONS) {
    const first = (purpose: string) =>
      createHmac('sha256', secret).update(`hourglass/drop/v${edition}/${purpose}`).digest()
    assert.equal(seedOf(secret, edition), first('items').readUInt32BE())
    assert.equal(teaserSeedOf(secret, edition), first('teaser').readUInt32BE())
    assert.notEqual(seedOf(secret, edition), teaserSeedOf(secret, edition))
  }
})
