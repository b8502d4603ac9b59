import type { Role } from '@hourglass/core/contract'
import { schema } from '@hourglass/db'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AdminRouter } from '../src/console/router.ts'
import { browserAt, signIn } from './browser.ts'
import type { ServerStage } from './stage.ts'

/** The console's client. `headers` are sent with every request. */
export function operatorAt({ origin }: Pick<ServerStage, 'origin'>, headers: Record<string, string> = {}) {
  const client = createTRPCClient<AdminRouter>({
    links: [
      httpLink({
        url: `${origin}/trpc/admin`,
        headers: ({ op }) => {
          const key = op.context.idempotencyKey
          return typeof key === 'string' ? { 'idempotency-key': key } : {}
        },
        fetch: async (url, options) => {
          return fetch(url, { ...options, headers: { ...options?.headers, ...headers } } as RequestInit)
        },
      }),
    ],
  })
  return {
    client,
    /** The blocks of the system stream, until the server ends it. */
    async *watch(): AsyncGenerator<string> {
      const response = await fetch(`${origin}/trpc/admin/system.watch`, {
        headers: { accept: 'text/event-stream', ...headers },
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

/** An operator who has signed in with an account of this role. */
export async function signedIn(stage: ServerStage, name: string, role: Role = 'owner') {
  const email = `${name}@example.com`
  await stage.ctx.db.insert(schema.operators).values({ email, role }).onConflictDoNothing()
  const browser = browserAt(stage)
  const accountId = await signIn(stage, browser, email)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return { ...operatorAt(stage, { cookie }), browser, accountId, email, cookie }
}
