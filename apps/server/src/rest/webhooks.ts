import type { CreatedWebhookView, Outcome } from '@hourglass/core/contract'
import { OPERATOR } from '@hourglass/core/domain'
import {
  type Context,
  createdWebhook,
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
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { acting } from './acting.ts'
import { answer } from './answer.ts'
import { inputOf } from './input-of.ts'
import { linkCursor } from './link-next.ts'
import { postOnce } from './post.ts'

/** Whoever may call without a key is the operator of this machine; keys of that name are the operator's too. */
const principalOf = ({ caller }: FastifyRequest): string => caller?.partner ?? OPERATOR

/** Whether the caller acts for the shop itself: without a key, under one of the operator's, or with the admin scope. */
const isOperator = (request: FastifyRequest): boolean =>
  principalOf(request) === OPERATOR || request.caller?.scopes.includes('admin') === true

type Operation<T> = (ctx: Context, principal: string, raw: unknown) => Promise<Outcome<T>>

/** Where events are sent to, what became of them, and sending them again. The relay does the sending. */
export function webhookRoutes(app: FastifyInstance, ctx: Context): void {
  /** A change of one's own webhook. An operator's is on record. */
  const changing = <T>(action: string, operation: Operation<T>, subject = 'id') => {
    const owned = (within: Context, input: unknown, request: FastifyRequest): Promise<Outcome<T>> =>
      operation(within, principalOf(request), input)
    const recorded = acting(action, owned, subject)
    return (within: Context, input: unknown, request: FastifyRequest): Promise<Outcome<T>> =>
      isOperator(request) ? recorded(within, input, request) : owned(within, input, request)
  }
  const one = '/v1/webhooks/:id'
  const accepted = <T>(path: string, operation: ReturnType<typeof changing<T>>) =>
    postOnce<T>(app, ctx, path, { operation, decorate: (reply) => void reply.code(202) })
  const remove = changing('webhook.remove', removeWebhook)

  postOnce(app, ctx, '/v1/webhooks', {
    operation: changing('webhook.create', (within, principal, input) => createWebhook(within, principal, input), 'url'),
    kept: createdWebhook,
    decorate: (reply, webhook: CreatedWebhookView) =>
      void reply.code(201).header('location', `/v1/webhooks/${webhook.id}`),
  })
  app.get('/v1/webhooks', async (request, reply) => answer(reply, await listWebhooks(ctx, principalOf(request))))
  app.get(one, async (request, reply) => answer(reply, await readWebhook(ctx, principalOf(request), inputOf(request))))
  app.delete(one, async (request, reply) => {
    const outcome = await remove(ctx, inputOf(request), request)
    return outcome.ok ? reply.code(204).send() : answer(reply, outcome)
  })
  postOnce(app, ctx, `${one}/enable`, { operation: changing('webhook.enable', enableWebhook) })
  app.get(`${one}/deliveries`, async (request, reply) => {
    const outcome = await listDeliveries(ctx, principalOf(request), inputOf(request))
    if (outcome.ok) linkCursor(reply, outcome.value.next_cursor)
    return answer(reply, outcome)
  })
  accepted(`${one}/test`, changing('webhook.test', testWebhook))
  accepted(`${one}/deliveries/:delivery_id/replay`, changing('webhook.replay_delivery', replayDelivery, 'delivery_id'))
  accepted(`${one}/replay`, changing('webhook.replay', replaySince))
}
