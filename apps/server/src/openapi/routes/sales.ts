import { itemInput, saleInput, saleItemsInput, salesInput } from '@hourglass/core/contract'
import {
  ActiveSalesView,
  AuditView,
  ItemView,
  SaleItemsView,
  SalesView,
  SaleView,
} from '@hourglass/core/contract/views'
import type { Route } from '../route.ts'

const read = { method: 'get', tag: 'Sales', scopes: [], inputIn: 'query' } as const

export const sales: Route[] = [
  {
    ...read,
    path: '/v1/sales',
    id: 'listSales',
    summary: 'All sales, the newest first',
    input: salesInput,
    yes: { 200: { description: 'A page of sales.', view: SalesView, headers: ['link'] } },
    no: [],
  },
  {
    ...read,
    path: '/v1/sales/active',
    id: 'readActiveSales',
    summary: 'What can be bought now, and what opens next',
    yes: { 200: { description: 'Sales that are open.', view: ActiveSalesView } },
    no: [],
  },
  {
    ...read,
    path: '/v1/sales/{id}',
    id: 'readSale',
    summary: 'A sale and its units by state',
    input: saleInput,
    yes: { 200: { description: 'The sale.', view: SaleView } },
    no: ['sale_not_found'],
  },
  {
    ...read,
    path: '/v1/sales/{id}/items',
    id: 'listItems',
    summary: 'The items of a sale',
    description:
      'While an hourly sale is scheduled its items are sealed: 409 `sale_not_open` with `starts_at`. A merchant sale is sealed ' +
      'likewise when it was opened with `preview: false`.',
    input: saleItemsInput,
    yes: { 200: { description: 'A page of items.', view: SaleItemsView, headers: ['link'] } },
    no: ['sale_not_found', 'sale_not_open'],
  },
  {
    ...read,
    path: '/v1/sales/{id}/live',
    id: 'watchSale',
    summary: 'A sale as it sells: server-sent events',
    description:
      '`snapshot` first: how the sale stands (`status`), every item’s state in two bits, four a byte, base64. Then `delta` with the ' +
      'positions that changed, within a quarter of a second; a `tick` with `status`, counts and the server’s time every ten seconds, ' +
      'and within a second when the sale is paused, resumed or closed. `bye`: come back in a second.',
    input: saleInput,
    requestHeaders: ['last-event-id'],
    yes: { 200: { description: 'The stream; it does not end by itself.', type: 'text/event-stream' } },
    no: ['sale_not_found', 'rate_limited', 'busy'],
  },
  {
    ...read,
    path: '/v1/sales/{id}/audit',
    id: 'auditSale',
    summary: 'The books of a sale; anyone may check',
    input: saleInput,
    yes: { 200: { description: 'Sums of the ledger beside what the gate believes.', view: AuditView } },
    no: ['sale_not_found'],
  },
  {
    ...read,
    path: '/v1/items/{id}',
    id: 'readItem',
    summary: 'An item',
    input: itemInput,
    yes: { 200: { description: 'The item.', view: ItemView } },
    no: ['item_not_found'],
  },
  {
    ...read,
    path: '/v1/items/{id}/image.svg',
    id: 'drawItem',
    summary: 'The picture of an item; it never changes',
    input: itemInput,
    yes: { 200: { description: 'The picture.', type: 'image/svg+xml' } },
    no: ['item_not_found'],
    pictures: true,
  },
]
