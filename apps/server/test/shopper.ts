import assert from 'node:assert/strict'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../src/trpc/router.ts'

/** A shopper's browser: keeps the session cookie and sends an Idempotency-Key from the call's context. */
export function shopperAt(origin: string) {
  let cookie = ''
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${origin}/trpc`,
        headers: ({ op }) => {
          const key = op.context.idempotencyKey
          return typeof key === 'string' ? { 'idempotency-key': key } : {}
        },
        fetch: async (url, options) => {
          const headers = { ...options?.headers, ...(cookie && { cookie }) }
          const response = await fetch(url, { ...options, headers } as RequestInit)
          cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
          return response
        },
      }),
    ],
  })
  return {
    client,
    cookie: () => cookie,
    /** Gets a guest session, which the first mutation creates. @returns the cookie */
    async arrive(): Promise<string> {
      await client.cart.clear.mutate({})
      return cookie
    },
    /** The statuses of an order that a subscription yields until it ends. */
    async watch(id: string): Promise<string[]> {
      const input = encodeURIComponent(JSON.stringify({ id }))
      const response = await fetch(`${origin}/trpc/orders.watch?input=${input}`, {
        headers: { accept: 'text/event-stream', cookie },
      })
      const statuses: string[] = []
      for (const line of (await response.text()).split('\n')) {
        const data = line.startsWith('data: {') ? JSON.parse(line.slice('data: '.length)) : undefined
        if (data?.status) statuses.push(data.status)
      }
      return statuses
    },
  }
}

export type Shopper = ReturnType<typeof shopperAt>

/** The value of a call, or the status, code and detail of its problem. */
export async function resultOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call
  } catch (error) {
    assert.equal(error instanceof TRPCClientError, true, String(error))
    const { problem } = (error as TRPCClientError<AppRouter>).data as { problem: Record<string, unknown> }
    return [problem.status, problem.code, problem.detail]
  }
}

/** `ok`, or the code of the problem. */
export const codeOf = async (call: Promise<unknown>): Promise<unknown> => {
  const value = await resultOf(call)
  return Array.isArray(value) ? value[1] : 'ok'
}
