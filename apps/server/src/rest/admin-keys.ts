import { type Context, createKey, ledgerRefusal, listActions, listKeys, revokeKey } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { acting } from './acting.ts'
import { answer } from './answer.ts'
import { inputOf } from './input-of.ts'
import { linkCursor } from './link-next.ts'

/** Keys of partners, and the log of what operators do. */
export function adminKeyRoutes(app: FastifyInstance, ctx: Context): void {
  // Not once for its Idempotency-Key: the stored answer would keep the key. A repeat meets the two places.
  app.post('/v1/admin/keys', async (request, reply) => {
    const outcome = await acting('key.create', createKey, 'partner')(ctx, inputOf(request), request)
    if (outcome.ok) reply.code(201)
    return answer(reply, outcome)
  })
  app.get('/v1/admin/keys', async (request, reply) =>
    answer(reply, await listKeys(ctx, inputOf(request)).catch(ledgerRefusal)),
  )
  app.delete('/v1/admin/keys/:id', async (request, reply) =>
    answer(reply, await acting('key.revoke', revokeKey, 'id')(ctx, inputOf(request), request)),
  )
  app.get('/v1/admin/actions', async (request, reply) => {
    const outcome = await listActions(ctx, inputOf(request)).catch(ledgerRefusal)
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
}
