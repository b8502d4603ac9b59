import assert from 'node:assert/strict'
import test from 'node:test'
import type { AppRouter } from '@hourglass/server/trpc'
import { QueryClient } from '@tanstack/react-query'
import { createTRPCClient, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { apiLater, optionsOf } from './trpc.ts'

const answering =
  (calls: unknown[]): TRPCLink<AppRouter> =>
  () =>
  ({ op }) =>
    observable((observer) => {
      calls.push([op.type, op.path, op.input])
      observer.next({ result: { data: { next_cursor: null } } })
      observer.complete()
    })

test('query keys equal those of tRPC’s own integration', () => {
  const client = createTRPCClient<AppRouter>({ links: [answering([])] })
  const theirs = createTRPCOptionsProxy<AppRouter>({ client, queryClient: new QueryClient() })
  const ours = optionsOf(client)
  for (const keys of [
    [ours.cart.get.queryKey(), theirs.cart.get.queryKey()],
    [ours.sales.get.queryKey({ id: 7 }), theirs.sales.get.queryKey({ id: 7 })],
    [ours.sales.get.queryOptions({ id: 7 }).queryKey, theirs.sales.get.queryOptions({ id: 7 }).queryKey],
    [ours.reservations.list.pathKey(), theirs.reservations.list.pathKey()],
    [ours.orders.list.queryFilter({ limit: 3 }), theirs.orders.list.queryFilter({ limit: 3 })],
    [
      ours.orders.list.infiniteQueryOptions({ limit: 3 }, { getNextPageParam: () => null }).queryKey,
      theirs.orders.list.infiniteQueryOptions({ limit: 3 }, { getNextPageParam: () => null }).queryKey,
    ],
  ])
    assert.deepEqual(keys[0], keys[1])
})

test('a query calls its procedure through a client that loads on the first call; later pages pass their cursor', async () => {
  const calls: unknown[] = []
  let loads = 0
  const trpc = optionsOf(
    apiLater(async () => {
      loads++
      return createTRPCClient<AppRouter>({ links: [answering(calls)] })
    }),
  )
  const queries = new QueryClient()
  assert.equal(loads, 0)
  await queries.fetchQuery(trpc.sales.get.queryOptions({ id: 7 }))
  let cursor: string | null = 'next'
  await queries.fetchInfiniteQuery({
    ...trpc.orders.list.infiniteQueryOptions({ limit: 3 }, { getNextPageParam: () => null }),
    getNextPageParam: () => cursor,
    pages: 2,
  })
  cursor = null
  assert.deepEqual(calls, [
    ['query', 'sales.get', { id: 7 }],
    ['query', 'orders.list', { limit: 3 }],
    ['query', 'orders.list', { limit: 3, cursor: 'next' }],
  ])
  assert.equal(loads, 1)
})
