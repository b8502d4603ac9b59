import { createTRPCClient, httpLink } from '@trpc/client'
import type { AdminRouter } from '../src/console/router.ts'
import type { ServerStage } from './stage.ts'

/** An operator's browser at the console: keeps its session cookie. `headers` are sent with every request. */
export function operatorAt({ origin }: Pick<ServerStage, 'origin'>, headers: Record<string, string> = {}) {
  let cookie = ''
  let setCookie = ''
  const client = createTRPCClient<AdminRouter>({
    links: [
      httpLink({
        url: `${origin}/trpc/admin`,
        headers: ({ op }) => {
          const key = op.context.idempotencyKey
          return typeof key === 'string' ? { 'idempotency-key': key } : {}
        },
        fetch: async (url, options) => {
          const sent = { ...options?.headers, ...headers, ...(cookie && { cookie }) }
          const response = await fetch(url, { ...options, headers: sent } as RequestInit)
          setCookie = response.headers.getSetCookie()[0] ?? setCookie
          cookie = setCookie.split(';')[0] ?? ''
          return response
        },
      }),
    ],
  })
  return {
    client,
    /** The last `Set-Cookie` header, with its attributes. */
    cookie: () => setCookie,
    /** The blocks of the system stream, until the server ends it. */
    async *watch(): AsyncGenerator<string> {
      const response = await fetch(`${origin}/trpc/admin/system.watch`, {
        headers: { accept: 'text/event-stream', ...headers, ...(cookie && { cookie }) },
      })
      let text = ''
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += part
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        yield* blocks
      }
    },
  }
}

/** An operator who has signed in with a new key. */
export async function signedIn(stage: ServerStage, partner: string) {
  const { body } = await stage.postJson('/v1/admin/keys', { partner, scopes: ['admin'] })
  const operator = operatorAt(stage)
  await operator.client.session.open.mutate({ key: body.key })
  return { ...operator, keyId: body.id as string, key: body.key as string }
}
