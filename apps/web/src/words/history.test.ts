import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyWords } from './history.ts'

const offeredAt = '2026-11-29T13:00:00.120Z'

test('a history says when an item was offered and how long after that it sold, in UTC', () => {
  assert.equal(historyWords.offered(offeredAt), 'Offered 13:00 UTC on 29 Nov 2026')
  assert.equal(
    historyWords.sold({ at: '2026-11-29T13:04:10.500Z', offeredAt, unit: null, owner: null }),
    'Sold at 13:04:10, 4 min 10 s after the drop opened',
  )
})

test('a unit of several is named, and so are its owner and a later day', () => {
  assert.equal(
    historyWords.sold({ at: '2026-11-30T13:00:05.000Z', offeredAt, unit: 3, owner: 'Ann' }),
    'No. 3 sold to Ann at 13:00:05 on 30 Nov 2026, 24 h 0 min after the drop opened',
  )
})
