import {
  createWebhookInput,
  deliveriesInput,
  deliveryInput,
  noInput,
  type Outcome,
  replayInput,
  webhookInput,
} from '@hourglass/core/contract'
import {
  CreatedWebhookView,
  DeliveriesView,
  DeliveryView,
  ReplayView,
  TestedWebhookView,
  WebhooksView,
  WebhookView,
} from '@hourglass/core/contract/views'
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
import type { FastifyRequest } from 'fastify'
import { operation } from './route.ts'

/** Webhooks belong to the key's partner. A caller without a key is the local operator. */
const owned =
  <T>(operation: (ctx: Context, principal: string, input: unknown) => Promise<Outcome<T>>) =>
  (ctx: Context, input: unknown, request?: FastifyRequest): Promise<Outcome<T>> =>
    operation(ctx, request?.caller?.partner ?? OPERATOR, input)

const one = '/v1/webhooks/{id}'
const change = { method: 'post', tag: 'Webhooks', scopes: ['webhooks'], idempotent: true, inputIn: 'body' } as const
const read = { method: 'get', tag: 'Webhooks', scopes: ['webhooks'], inputIn: 'query' } as const

export const webhooks = {
  create: operation({
    ...change,
    path: '/v1/webhooks',
    id: 'createWebhook',
    summary: 'Create a webhook',
    input: createWebhookInput,
    success: {
      201: {
        description:
          'Created. The secret is shown only in this response and in its replays with the same Idempotency-Key.',
        view: CreatedWebhookView,
        headers: ['location'],
      },
    },
    // A replayed request whose webhook has been removed since.
    refusals: ['webhook_not_found'],
    audit: { action: 'webhook.create', subject: 'url' },
    operation: owned((ctx, principal, input) => createWebhook(ctx, principal, input)),
    redacted: createdWebhook,
    reply: (reply, webhook) => void reply.header('location', `/v1/webhooks/${webhook.id}`),
  }),
  list: operation({
    ...read,
    path: '/v1/webhooks',
    id: 'listWebhooks',
    summary: 'List your webhooks, newest first',
    success: { 200: { description: 'All your webhooks.', view: WebhooksView } },
    refusals: [],
    input: noInput,
    operation: owned(listWebhooks),
  }),
  get: operation({
    ...read,
    path: one,
    id: 'readWebhook',
    summary: 'Read a webhook',
    input: webhookInput,
    success: { 200: { description: 'The webhook.', view: WebhookView } },
    refusals: ['webhook_not_found'],
    operation: owned(readWebhook),
  }),
  remove: operation({
    ...read,
    method: 'delete',
    path: one,
    id: 'removeWebhook',
    summary: 'Delete a webhook',
    input: webhookInput,
    success: { 204: { description: 'Deleted.' } },
    refusals: ['webhook_not_found'],
    audit: { action: 'webhook.remove', subject: 'id' },
    operation: owned(removeWebhook),
  }),
  enable: operation({
    ...change,
    path: `${one}/enable`,
    id: 'enableWebhook',
    summary: 'Enable a disabled webhook, from the next event on',
    input: webhookInput,
    success: { 200: { description: 'Enabled.', view: WebhookView } },
    refusals: ['webhook_not_found'],
    audit: { action: 'webhook.enable', subject: 'id' },
    operation: owned(enableWebhook),
  }),
  test: operation({
    ...change,
    path: `${one}/test`,
    id: 'testWebhook',
    summary: 'Send a test event',
    input: webhookInput,
    success: { 202: { description: 'The test event is queued.', view: TestedWebhookView } },
    refusals: ['webhook_not_found', 'webhook_busy'],
    audit: { action: 'webhook.test', subject: 'id' },
    operation: owned(testWebhook),
  }),
  deliveries: operation({
    ...read,
    path: `${one}/deliveries`,
    id: 'listDeliveries',
    summary: 'Read the delivery log, newest first',
    input: deliveriesInput,
    success: { 200: { description: 'A page of deliveries.', view: DeliveriesView, headers: ['link'] } },
    refusals: ['webhook_not_found'],
    operation: owned(listDeliveries),
  }),
  replayDelivery: operation({
    ...change,
    path: `${one}/deliveries/{delivery_id}/replay`,
    id: 'replayDelivery',
    summary: 'Replay one delivery',
    input: deliveryInput,
    success: { 202: { description: 'The new delivery.', view: DeliveryView } },
    refusals: ['webhook_not_found', 'delivery_not_found', 'webhook_busy'],
    audit: { action: 'webhook.replay_delivery', subject: 'delivery_id' },
    operation: owned(replayDelivery),
  }),
  replaySince: operation({
    ...change,
    path: `${one}/replay`,
    id: 'replaySince',
    summary: 'Replay all events since a time',
    input: replayInput,
    success: { 202: { description: 'The number of deliveries queued.', view: ReplayView } },
    refusals: ['webhook_not_found', 'webhook_busy'],
    audit: { action: 'webhook.replay', subject: 'id' },
    operation: owned(replaySince),
  }),
}
