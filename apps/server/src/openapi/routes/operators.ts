import {
  actionsInput,
  addItemsInput,
  createKeyInput,
  keyInput,
  keysInput,
  merchantSaleInput,
  saleInput,
} from '@hourglass/core/contract'
import {
  ActionsView,
  ApiKeysView,
  ApiKeyView,
  CreatedApiKeyView,
  SaleView,
  SyncExpiredView,
} from '@hourglass/core/contract/views'
import type { Route } from '../route.ts'

const change = { method: 'post', tag: 'Operators', scopes: ['admin'], once: true, inputIn: 'body' } as const
const read = { method: 'get', tag: 'Operators', scopes: ['admin'], inputIn: 'query' } as const
const steered = (verb: string, summary: string): Route => ({
  ...change,
  path: `/v1/admin/sales/{id}/${verb}`,
  id: `${verb}Sale`,
  summary,
  input: saleInput,
  yes: { 200: { description: 'The sale.', view: SaleView } },
  no: ['sale_not_found', 'sale_closed'],
})

export const operators: Route[] = [
  {
    ...change,
    path: '/v1/admin/sales',
    id: 'openSale',
    summary: 'Make a merchant sale with its items',
    input: merchantSaleInput,
    yes: { 201: { description: 'Made.', view: SaleView, headers: ['location'] } },
    no: [],
  },
  {
    ...change,
    path: '/v1/admin/sales/{id}/items',
    id: 'addItems',
    summary: 'Add items to a merchant sale',
    input: addItemsInput,
    yes: { 201: { description: 'The sale with them.', view: SaleView } },
    no: ['sale_not_found', 'sale_closed'],
  },
  steered('pause', 'Sell nothing of a sale for now'),
  steered('resume', 'Sell again what is paused'),
  steered('close', 'End a sale for good'),
  {
    ...change,
    path: '/v1/admin/reservations/sync-expired',
    id: 'syncExpired',
    summary: 'End the reservations whose time is over, which happens by itself within a second',
    yes: { 200: { description: 'How many there were.', view: SyncExpiredView } },
    no: ['busy'],
  },
  {
    ...change,
    once: false,
    path: '/v1/admin/keys',
    id: 'createKey',
    summary: 'Make a key for a partner; it is shown this once',
    input: createKeyInput,
    yes: { 201: { description: 'Made.', view: CreatedApiKeyView } },
    no: ['keys_full'],
  },
  {
    ...read,
    path: '/v1/admin/keys',
    id: 'listKeys',
    summary: 'Keys, the newest first; of all partners or of one',
    input: keysInput,
    yes: { 200: { description: 'The newest 200, the revoked ones too.', view: ApiKeysView } },
    no: [],
  },
  {
    ...read,
    method: 'delete',
    path: '/v1/admin/keys/{id}',
    id: 'revokeKey',
    summary: 'Revoke a key; within five seconds no server takes it',
    input: keyInput,
    yes: { 200: { description: 'Revoked.', view: ApiKeyView } },
    no: ['key_not_found'],
  },
  {
    ...read,
    path: '/v1/admin/actions',
    id: 'listActions',
    summary: 'What operators have done, the newest first',
    input: actionsInput,
    yes: { 200: { description: 'A page of actions.', view: ActionsView, headers: ['link'] } },
    no: [],
  },
]
