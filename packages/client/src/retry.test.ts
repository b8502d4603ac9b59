import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retrying } from './retry.ts'

const URL = 'http://127.0.0.1:1/v1/orders'

/** Answers in turn, and what was sent and waited for. */
function scripted(answers: (Response | Error)[]) {
  const sent: { key: string | null; body: string }[] = []
  const pauses: number[] = []
  const fetch = retrying({
    fetch: async (request) => {
      sent.push({ key: request.headers.get('idempotency-key'), body: await request.text() })
      const answer = answers.shift() ?? new Error('nothing more was expected')
      if (answer instanceof Error) throw answer
      return answer
    },
    pause: async (ms) => void pauses.push(ms),
  })
  return { fetch, sent, pauses }
}

const post = () => new Request(URL, { method: 'POST', body: '{"a":1}' })
const busy = (retryAfter?: string) =>
  new Response('{}', { status: 503, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } })

test('what was lost or refused for the moment is sent again, the same request under the same key', async () => {
  const { fetch, sent } = scripted([new TypeError('the line broke'), busy(), new Response('{}', { status: 202 })])
  assert.equal((await fetch(post())).status, 202)
  assert.equal(sent.length, 3)
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
  assert.match(sent[0]?.key ?? '', /^[\da-f-]{36}$/)
  assert.deepEqual(new Set(sent.map(({ body }) => body)), new Set(['{"a":1}']))
})

test('it waits as long as Retry-After says, and a little more so that not all come at once', async () => {
  const { fetch, pauses } = scripted([busy('3'), busy('0'), new Response('{}')])
  await fetch(post())
  const [first = 0, second = -1] = pauses
  assert.equal(first >= 3_000 && first <= 3_600, true, String(first))
  assert.equal(second, 0)
})

test('a key of the caller’s own is kept', async () => {
  const { fetch, sent } = scripted([new Response('{}')])
  await fetch(new Request(URL, { method: 'POST', headers: { 'idempotency-key': 'mine' } }))
  assert.equal(sent[0]?.key, 'mine')
})

test('a refusal that time does not change is the answer', async () => {
  const refusal = () => new Response('{"code":"sold_out"}', { status: 409 })
  const { fetch, sent } = scripted([refusal()])
  assert.equal((await fetch(post())).status, 409)
  assert.equal(sent.length, 1)
})

test('a request that is still being answered is asked for again', async () => {
  const { fetch } = scripted([new Response('{"code":"in_progress"}', { status: 409 }), new Response('{}')])
  assert.equal((await fetch(post())).status, 200)
})

test('it gives up after five more, with the last answer', async () => {
  const { fetch, sent } = scripted(Array.from({ length: 9 }, () => busy()))
  assert.equal((await fetch(post())).status, 503)
  assert.equal(sent.length, 6)
})
