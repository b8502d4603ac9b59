import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NoAnswerError, type RetryOptions, retrying } from './retry.ts'

const URL = 'http://127.0.0.1:1/v1/orders'

/** A `fetch` with scripted responses that records requests and pauses. */
function scripted(answers: (Response | Error)[], now: number | (() => number) = 0, options: RetryOptions = {}) {
  const sent: { key: string | null; body: string }[] = []
  const pauses: number[] = []
  const fetch = retrying({
    fetch: async (request) => {
      sent.push({ key: request.headers.get('idempotency-key'), body: await request.text() })
      const answer = answers.shift() ?? new Error('unexpected request')
      if (answer instanceof Error) throw answer
      return answer
    },
    pause: async (ms) => void pauses.push(ms),
    now: typeof now === 'number' ? () => now : now,
    ...options,
  })
  return { fetch, sent, pauses }
}

const post = () => new Request(URL, { method: 'POST', body: '{"a":1}' })
const busy = (retryAfter?: string) =>
  new Response('{}', { status: 503, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } })

test('lost and temporarily refused requests are retried with the same body and Idempotency-Key', async () => {
  const { fetch, sent } = scripted([new TypeError('connection reset'), busy(), new Response('{}', { status: 202 })])
  assert.equal((await fetch(post())).status, 202)
  assert.equal(sent.length, 3)
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
  assert.match(sent[0]?.key ?? '', /^[\da-f-]{36}$/)
  assert.deepEqual(new Set(sent.map(({ body }) => body)), new Set(['{"a":1}']))
})

test('a retry waits for Retry-After plus jitter', async () => {
  const { fetch, pauses } = scripted([busy('3'), busy('0'), new Response('{}')])
  await fetch(post())
  const [first = 0, second = -1] = pauses
  assert.equal(first >= 3_000 && first <= 3_600, true, String(first))
  assert.equal(second, 0)
})

test('an Idempotency-Key of the caller is kept', async () => {
  const { fetch, sent } = scripted([new Response('{}')])
  await fetch(new Request(URL, { method: 'POST', headers: { 'idempotency-key': 'mine' } }))
  assert.equal(sent[0]?.key, 'mine')
})

test('a permanent refusal is returned without a retry', async () => {
  const refusal = () => new Response('{"code":"sold_out"}', { status: 409 })
  const { fetch, sent } = scripted([refusal()])
  assert.equal((await fetch(post())).status, 409)
  assert.equal(sent.length, 1)
})

test('`in_progress` is retried', async () => {
  const { fetch } = scripted([new Response('{"code":"in_progress"}', { status: 409 }), new Response('{}')])
  assert.equal((await fetch(post())).status, 200)
})

test('after five retries the last response is returned', async () => {
  const { fetch, sent } = scripted(Array.from({ length: 9 }, () => busy()))
  assert.equal((await fetch(post())).status, 503)
  assert.equal(sent.length, 6)
})

const json = { 'content-type': 'application/json' }
const brokenOff = (headers: Record<string, string> = json, status = 200) => {
  const body = new ReadableStream({
    pull(controller) {
      if (controller.desiredSize === 1) controller.enqueue(new TextEncoder().encode('{"code":'))
      controller.error(new TypeError('terminated'))
    },
  })
  return new Response(body, { status, headers })
}

test('a truncated response is retried with the same key, regardless of its status', async () => {
  for (const lost of [brokenOff(), brokenOff({}), brokenOff(json, 409), brokenOff(json, 503)]) {
    const { fetch, sent } = scripted([lost, new Response('{"ok":true}', { headers: json })])
    assert.deepEqual(await (await fetch(post())).json(), { ok: true })
    assert.deepEqual([sent.length, new Set(sent.map(({ key }) => key)).size], [2, 1])
  }
})

test('a response with incomplete JSON is retried', async () => {
  const { fetch, sent } = scripted([
    new Response('{"code":"AZ', { headers: json }),
    new Response('{}', { headers: json }),
  ])
  assert.equal((await fetch(post())).status, 200)
  assert.equal(sent.length, 2)
})

test('an HTML response to a change is retried; an HTML response to a read is returned', async () => {
  const page = () => new Response('<h1>Log in to the network</h1>', { headers: { 'content-type': 'text/html' } })
  const bought = scripted([page(), new Response('{}', { headers: json })])
  assert.equal(await (await bought.fetch(post())).text(), '{}')
  const docs = scripted([page()])
  assert.equal(await (await docs.fetch(new Request(URL))).text(), '<h1>Log in to the network</h1>')
})

test('NoAnswerError has the Idempotency-Key to retry with', async () => {
  const { fetch, sent } = scripted(Array.from({ length: 6 }, () => brokenOff()))
  await assert.rejects(fetch(post()), (error: unknown) => {
    assert.ok(error instanceof NoAnswerError)
    assert.equal(error.idempotencyKey, sent[0]?.key)
    assert.match(String(error.cause), /terminated/)
    return true
  })
  assert.equal(sent.length, 6)
})

test('Retry-After may be an HTTP date', async () => {
  const now = Date.parse('2026-01-31T12:00:00Z')
  const dates = ['Sat, 31 Jan 2026 12:00:05 GMT', 'Saturday, 31-Jan-26 12:00:05 GMT', 'Sat Jan 31 12:00:05 2026 GMT']
  for (const date of [...dates, 'Sat, 31 Jan 2026 11:00:00 GMT']) {
    const { fetch, pauses } = scripted([busy(date), new Response('{}')], now)
    await fetch(post())
    const least = date.includes('11:00') ? 0 : 5_000
    assert.ok((pauses[0] ?? -1) >= least && (pauses[0] ?? -1) <= least * 1.2, `${date}: ${pauses[0]}`)
  }
  const { fetch, pauses } = scripted([busy('soon'), new Response('{}')], now)
  await fetch(post())
  assert.ok((pauses[0] ?? 0) >= 200 && (pauses[0] ?? 0) <= 240)
})

test('a refusal with a Retry-After above 30 seconds is returned without a retry', async () => {
  for (const after of ['31', '3600', 'Thu, 01 Jan 1970 01:00:00 GMT']) {
    const { fetch, sent } = scripted([busy(after)])
    assert.equal((await fetch(post())).status, 503)
    assert.equal(sent.length, 1, after)
  }
})

test('`retryable` overrides the status; without it the status decides', async () => {
  const problem = (status: number, retryable?: boolean) =>
    new Response(JSON.stringify({ code: 'x', retryable }), { status })
  const attempts = async (answer: Response) => {
    const { fetch, sent } = scripted([answer, new Response('{}')])
    await fetch(post())
    return sent.length
  }
  for (const status of [408, 409, 410, 429, 500, 503]) {
    assert.equal(await attempts(problem(status, true)), 2, `${status} true`)
    assert.equal(await attempts(problem(status, false)), 1, `${status} false`)
  }
  for (const status of [408, 429, 502, 503, 504]) assert.equal(await attempts(problem(status)), 2, String(status))
  for (const status of [400, 404, 409, 422, 500]) assert.equal(await attempts(problem(status)), 1, String(status))
})

test('a refusal that is not JSON is retried or returned by its status', async () => {
  const page = (status: number) =>
    new Response('<h1>Bad gateway</h1>', { status, headers: { 'content-type': 'text/html' } })
  const conflict = scripted([page(409)])
  assert.equal(await (await conflict.fetch(post())).text(), '<h1>Bad gateway</h1>')
  assert.equal(conflict.sent.length, 1)
  for (const body of ['null', '7', '"text"', '[]', '']) {
    const { fetch, sent } = scripted([new Response(body, { status: 409, headers: json })])
    assert.equal((await fetch(post())).status, 409)
    assert.equal(sent.length, 1, body)
  }
  const gateway = scripted([page(502), new Response('{}')])
  assert.equal((await gateway.fetch(post())).status, 200)
})

test('responses without a body and event streams are returned immediately', async () => {
  const empty = scripted([new Response(null, { status: 204 })])
  assert.equal((await empty.fetch(post())).status, 204)
  const endless = new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
  const stream = scripted([endless])
  assert.equal(await stream.fetch(new Request(URL)), endless)
})

test('creating an API key is never retried; a lost response is an error', async () => {
  const keys = () => new Request('http://127.0.0.1:1/v1/admin/keys', { method: 'POST', body: '{}' })
  const { fetch, sent } = scripted([brokenOff()])
  await assert.rejects(fetch(keys()), NoAnswerError)
  assert.equal(sent.length, 1)
})

test('an aborted request is not retried, even during the pause', async () => {
  const stop = new AbortController()
  let sent = 0
  const fetch = retrying({
    fetch: async () => {
      sent++
      return busy()
    },
    pause: () => {
      stop.abort(new Error('enough'))
      return new Promise(() => {})
    },
  })
  await assert.rejects(fetch(new Request(URL, { method: 'POST', signal: stop.signal })), /enough/)
  assert.equal(sent, 1)
})

test('an attempt without a response in time is retried with the same key; then NoAnswerError names the timeout', async () => {
  const keys: (string | null)[] = []
  const fetch = retrying({
    fetch: (request) => {
      keys.push(request.headers.get('idempotency-key'))
      return new Promise((_resolve, reject) =>
        request.signal.addEventListener('abort', () => reject(request.signal.reason)),
      )
    },
    pause: async () => {},
    retries: 2,
    timeoutMs: 5,
  })
  await assert.rejects(fetch(post()), (error: unknown) => {
    assert.ok(error instanceof NoAnswerError)
    assert.match(String(error.cause), /no response within 5 ms/)
    return true
  })
  assert.deepEqual([keys.length, new Set(keys).size], [3, 1])
})

test('a response that stalls midway counts as lost', async () => {
  const stalled = (request: Request) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{'))
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason))
        },
      }),
    )
  const { fetch } = scripted([], 0, { fetch: async (request) => stalled(request), retries: 0, timeoutMs: 5 })
  await assert.rejects(fetch(post()), NoAnswerError)
})

test('the timeout does not end an event stream', async () => {
  let signal: AbortSignal | undefined
  const { fetch } = scripted([], 0, {
    fetch: async (request) => {
      signal = request.signal
      return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
    },
    timeoutMs: 5,
  })
  await fetch(new Request(URL))
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(signal?.aborted, false)
})

test('no retry begins after the budget', async () => {
  let time = 0
  const { fetch, sent } = scripted(
    Array.from({ length: 6 }, () => busy('20')),
    () => time,
    {
      pause: async (ms) => {
        time += ms
      },
    },
  )
  assert.equal((await fetch(post())).status, 503)
  assert.ok(sent.length === 4 || sent.length === 5, String(sent.length))
  assert.ok(time <= 90_000, String(time))
})
