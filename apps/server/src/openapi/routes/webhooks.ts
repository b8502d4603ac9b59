import { createWebhookInput, deliveriesInput, deliveryInput, replayInput, webhookInput } from '@hourglass/core/contract'
import {
  CreatedWebhookView,
  DeliveriesView,
  DeliveryView,
  ReplayView,
  TestedWebhookView,
  WebhooksView,
  WebhookView,
} from '@hourglass/core/contract/views'
import type { Route } from '../route.ts'

const one = '/v1/webhooks/{id}'
const change = { method: 'post', tag: 'Webhooks', scopes: ['webhooks'], once: true, inputIn: 'body' } as const
const read = { method: 'get', tag: 'Webhooks', scopes: ['webhooks'], inputIn: 'query' } as const

export const webhooks: Route[] = [
  {
    ...change,
    path: '/v1/webhooks',
    id: 'createWebhook',
    summary: 'Have events sent to an address',
    input: createWebhookInput,
    yes: {
      201: {
        description: 'Made; the secret is shown this once, and to repeats with the same Idempotency-Key.',
        view: CreatedWebhookView,
        headers: ['location'],
      },
    },
    // A repeat, when what it made has been removed.
    no: ['webhook_not_found'],
  },
  {
    ...read,
    path: '/v1/webhooks',
    id: 'listWebhooks',
    summary: 'Your webhooks, the newest first',
    yes: { 200: { description: 'All of them.', view: WebhooksView } },
    no: [],
  },
  {
    ...read,
    path: one,
    id: 'readWebhook',
    summary: 'A webhook',
    input: webhookInput,
    yes: { 200: { description: 'The webhook.', view: WebhookView } },
    no: ['webhook_not_found'],
  },
  {
    ...read,
    method: 'delete',
    path: one,
    id: 'removeWebhook',
    summary: 'End a webhook',
    input: webhookInput,
    yes: { 204: { description: 'Gone.' } },
    no: ['webhook_not_found'],
  },
  {
    ...change,
    path: `${one}/enable`,
    id: 'enableWebhook',
    summary: 'Send to a disabled webhook again, from the next event on',
    input: webhookInput,
    yes: { 200: { description: 'Enabled.', view: WebhookView } },
    no: ['webhook_not_found'],
  },
  {
    ...change,
    path: `${one}/test`,
    id: 'testWebhook',
    summary: 'Send a test event',
    input: webhookInput,
    yes: { 202: { description: 'On its way.', view: TestedWebhookView } },
    no: ['webhook_not_found', 'webhook_busy'],
  },
  {
    ...read,
    path: `${one}/deliveries`,
    id: 'listDeliveries',
    summary: 'The delivery log, the newest first',
    input: deliveriesInput,
    yes: { 200: { description: 'A page of deliveries.', view: DeliveriesView, headers: ['link'] } },
    no: ['webhook_not_found'],
  },
  {
    ...change,
    path: `${one}/deliveries/{delivery_id}/replay`,
    id: 'replayDelivery',
    summary: 'Send the event of a delivery once more',
    input: deliveryInput,
    yes: { 202: { description: 'A delivery of its own.', view: DeliveryView } },
    no: ['webhook_not_found', 'delivery_not_found', 'webhook_busy'],
  },
  {
    ...change,
    path: `${one}/replay`,
    id: 'replaySince',
    summary: 'Send all events since a time once more',
    input: replayInput,
    yes: { 202: { description: 'How many.', view: ReplayView } },
    no: ['webhook_not_found', 'webhook_busy'],
  },
]
