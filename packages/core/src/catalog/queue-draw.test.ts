import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { checkDraw, drawKeyOf, emptyLogDigest, logEntryOf, nextLogDigest, positionInQueue } from './queue-draw.ts'

const secret = Buffer.alloc(32, 7)
const sha256 = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

test('the digest of a join log chains the hashes of its tickets', () => {
  const tickets = [randomUUID(), randomUUID(), randomUUID()]
  let expected = sha256('hourglass/queue/v1\n12\n')
  let digest = emptyLogDigest(12)
  assert.equal(digest, expected.toString('hex'))
  for (const ticket of tickets) {
    expected = sha256(expected, sha256(Buffer.from(ticket.replaceAll('-', ''), 'hex')))
    digest = nextLogDigest(digest, logEntryOf(ticket))
  }
  assert.equal(digest, expected.toString('hex'))
})

test('the key of a draw depends on the secret and on the join log', () => {
  const digest = emptyLogDigest(12)
  const expected = createHmac('sha256', secret).update('hourglass/queue/v1\n').update(Buffer.from(digest, 'hex'))
  assert.equal(drawKeyOf(secret, digest), expected.digest('hex'))
  assert.notEqual(drawKeyOf(secret, digest), drawKeyOf(Buffer.alloc(32, 8), digest))
  assert.notEqual(drawKeyOf(secret, digest), drawKeyOf(secret, emptyLogDigest(13)))
})

test('every entry of a draw has exactly one position, whatever the size', () => {
  const key = drawKeyOf(secret, emptyLogDigest(1))
  for (const size of [1, 2, 3, 4, 5, 7, 10, 16, 17, 99, 100, 101, 1_000, 4_099]) {
    const positions = Array.from({ length: size }, (_, i) => positionInQueue({ key, size }, i + 1))
    assert.deepEqual(
      positions.toSorted((a, b) => a - b),
      Array.from({ length: size }, (_, i) => i + 1),
      `size ${size}`,
    )
  }
})

test('entries after the draw keep the order in which they joined', () => {
  const draw = { key: drawKeyOf(secret, emptyLogDigest(1)), size: 10 }
  assert.deepEqual(
    [11, 12, 500].map((seq) => positionInQueue(draw, seq)),
    [11, 12, 500],
  )
  assert.deepEqual(
    [1, 2].map((seq) => positionInQueue({ ...draw, size: 0 }, seq)),
    [1, 2],
  )
})

test('the first to join is as likely as anybody to get each position', () => {
  const size = 8
  const draws = 8_000
  const found = new Array(size).fill(0)
  for (let i = 0; i < draws; i++) {
    const key = sha256(`draw ${i}`).toString('hex')
    found[positionInQueue({ key, size }, 1) - 1]++
  }
  // Chi-squared with 7 degrees of freedom: below 24.3 with probability 0.999. The keys are fixed, so this cannot flicker.
  const expected = draws / size
  const chi = found.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  assert.ok(chi < 24.3, `chi-squared is ${chi}`)
})

test('all six orders of three entries are about equally likely', () => {
  const draws = 6_000
  const found = new Map<string, number>()
  for (let i = 0; i < draws; i++) {
    const key = sha256(`draw ${i}`).toString('hex')
    const order = [1, 2, 3].map((seq) => positionInQueue({ key, size: 3 }, seq)).join()
    found.set(order, (found.get(order) ?? 0) + 1)
  }
  assert.equal(found.size, 6)
  // Chi-squared with 5 degrees of freedom: below 20.5 with probability 0.999.
  const chi = found.values().reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
  assert.ok(chi < 20.5, `chi-squared is ${chi}`)
})

test('a position that is not in the log is refused', () => {
  const draw = { key: drawKeyOf(secret, emptyLogDigest(1)), size: 10 }
  for (const seq of [0, -1, 1.5]) assert.throws(() => positionInQueue(draw, seq), RangeError)
})

test('a published draw is checked as a whole, and each change of it is found', async () => {
  const entries = Array.from({ length: 40 }, () => logEntryOf(randomUUID()))
  const digest = entries.reduce(nextLogDigest, emptyLogDigest(3))
  const published = { saleId: 3, secret, drawn: 40, digest, key: drawKeyOf(secret, digest) }
  const good = { log: true, digest: true, key: true, positions: true }
  assert.deepEqual(await checkDraw(published, [...entries, logEntryOf(randomUUID())]), good)
  assert.deepEqual(
    await checkDraw(
      { ...published, drawn: 0, digest: emptyLogDigest(3), key: drawKeyOf(secret, emptyLogDigest(3)) },
      [],
    ),
    good,
  )
  const swapped = [entries[1], entries[0], ...entries.slice(2)] as string[]
  assert.deepEqual(await checkDraw(published, swapped), { ...good, digest: false })
  assert.equal((await checkDraw(published, entries.slice(1))).log, false)
  assert.equal((await checkDraw(published, [...entries.slice(1), entries[1] as string])).log, false)
  assert.equal((await checkDraw({ ...published, key: drawKeyOf(secret, emptyLogDigest(3)) }, entries)).key, false)
  assert.equal((await checkDraw({ ...published, saleId: 4 }, entries)).digest, false)
  assert.equal((await checkDraw({ ...published, secret: Buffer.alloc(32, 8) }, entries)).key, false)
})
