import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scrub } from './scrub.ts'

const KEY = `hg_live_${'a1B'.repeat(11)}`
const CODE = `${'AaH9_x-0'.repeat(5)}abc`

test('secrets are redacted anywhere in a line, and the text around them stays', () => {
  const lines: [line: string, clean: string][] = [
    [`{"error":"unknown key ${KEY}!"}`, '{"error":"unknown key [key]!"}'],
    [`{"error":"unknown key ${KEY.replace('live', 'test')}!"}`, '{"error":"unknown key [key]!"}'],
    ['{"error":"params: 1,whsec_aGVsbG8+/w==,x"}', '{"error":"params: 1,[secret],x"}'],
    [`{"url":"/purchase?code=${CODE}&x=1"}`, '{"url":"/purchase?code=[code]&x=1"}'],
    [
      '{"headers":{"authorization":"Digest \\"a\\" b","host":"h"}}',
      '{"headers":{"authorization":"[redacted]","host":"h"}}',
    ],
    ['{"error":"said Bearer abc.def"}', '{"error":"said Bearer [redacted]"}'],
    [`{"error":"hg_session=0193.${CODE}; path=/"}`, '{"error":"hg_session=[redacted]; path=/"}'],
    ['{"error":"postgres://shop:hunter2@db:5432/x"}', '{"error":"postgres://shop:[redacted]@db:5432/x"}'],
  ]
  for (const [line, clean] of lines) assert.equal(scrub(line), clean)
})

test('ids, trace ids and times are not redacted', () => {
  const line = `{"time":"2026-11-21T17:00:00.000Z","trace_id":"${'ab12'.repeat(8)}","id":"0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}`
  assert.equal(scrub(line), line)
})
