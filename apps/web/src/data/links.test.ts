import assert from 'node:assert/strict'
import test from 'node:test'
import type { AdminRouter } from '@hourglass/server/console'
import { createTRPCClient, TRPCClientError } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { ONCE } from './intent.ts'
import { forwardLink, onceLink } from './links.ts'

/** A client with the links under test. `answer` may fail a call. */
function clientOf(answer: (key: unknown, input: unknown) => Error | undefined) {
  return createTRPCClient<AdminRouter>({
    links: [
      forwardLink(),
      onceLink(),
      () =>
        ({ op }) =>
          observable((observer) => {
            const error = answer(op.context.key, op.input)
            if (error) return observer.error(TRPCClientError.from(error))
            observer.next({ result: { data: {} } })
            observer.complete()
          }),
    ],
  })
}

test('a mutation whose response was lost is retried under the same key; an identical later mutation has a new key', async () => {
  const keys: unknown[] = []
  let lost = true
  const client = clientOf((key) => {
    keys.push(key)
    return lost ? new Error('no answer') : undefined
  })
  await assert.rejects(client.gate.rebuild.mutate({ id: 7 }, ONCE))
  await assert.rejects(client.gate.rebuild.mutate({ id: 8 }, ONCE))
  lost = false
  await client.gate.rebuild.mutate({ id: 7 }, ONCE)
  await client.gate.rebuild.mutate({ id: 7 }, ONCE)
  const [first, other, again, later] = keys
  assert.equal(typeof first, 'string')
  assert.equal(again, first)
  assert.notEqual(other, first)
  assert.notEqual(later, first)
})

test('an unmarked mutation has no key, and the direction of an infinite query is dropped', async () => {
  const sent: unknown[] = []
  const client = clientOf((key, input) => {
    sent.push([key, input])
    return undefined
  })
  await client.keys.create.mutate({ partner: 'a', scopes: ['buy'] })
  await client.sales.list.query({ limit: 3, direction: 'forward' } as { limit: number })
  assert.deepEqual(sent, [
    [undefined, { partner: 'a', scopes: ['buy'] }],
    [undefined, { limit: 3 }],
  ])
})
