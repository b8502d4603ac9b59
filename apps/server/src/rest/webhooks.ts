import { no, type Outcome } from '@hourglass/core/contract'
import {
  type Context,
  createWebhook,
  enableWebhook,
  listDeliveries,
  listWebhooks,
  readWebhook,
  removeWebhook,
  replayDelivery,
  replaySince,
  testWebhook,
} from '@hourglass/core/operations'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { answer } from './answer.ts'

/** Whoever may call without a key is the operator of this machine. */
const OPERATOR = 'operator'

type Operation = (ctx: Context, principal: string, raw: unknown) => Promise<Outcome<unknown>>

/** Where events are sent to, what became of them, and sending them again. The relay does the sending. */
export function webhookRoutes(app: FastifyInstance, ctx: Context, config: Pick<Config, 'trustUserId'>): void {
  const answering =
    (operation: Operation, status = 200) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const outcome = config.trustUserId ? await operation(ctx, OPERATOR, inputOf(request)) : no('key_required')
      if (outcome.ok) reply.code(status)
      return answer(reply, outcome)
    }
  const one = '/v1/webhooks/:id'

  app.post('/v1/webhooks', async (request, reply) => {
    const outcome = config.trustUserId ? await createWebhook(ctx, OPERATOR, request.body) : no('key_required')
    if (outcome.ok) reply.code(201).header('location', `/v1/webhooks/${outcome.value.id}`)
    return answer(reply, outcome)
  })
  app.get('/v1/webhooks', answering(listWebhooks))
  app.get(one, answering(readWebhook))
  app.delete(one, async (request, reply) => {
    const outcome = config.trustUserId ? await removeWebhook(ctx, OPERATOR, request.params) : no('key_required')
    return outcome.ok ? reply.code(204).send() : answer(reply, outcome)
  })
  app.post(`${one}/enable`, answering(enableWebhook))
  app.post(`${one}/test`, answering(testWebhook, 202))
  app.get(`${one}/deliveries`, async (request, reply) => {
    const outcome = config.trustUserId ? await listDeliveries(ctx, OPERATOR, inputOf(request)) : no('key_required')
    if (outcome.ok && outcome.value.next_cursor !== null) linkNext(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  app.post(`${one}/deliveries/:delivery_id/replay`, answering(replayDelivery, 202))
  app.post(`${one}/replay`, answering(replaySince, 202))
}

/** Query and body together; what the path says counts. */
function inputOf({ query, body, params }: FastifyRequest): unknown {
  return { ...(query as object), ...(typeof body === 'object' ? body : {}), ...(params as object) }
}

/** The next page, as RFC 8288 has it. */
function linkNext(reply: FastifyReply, cursor: string): void {
  const url = new URL(reply.request.url, 'http://localhost')
  url.searchParams.set('cursor', cursor)
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}
