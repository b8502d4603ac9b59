import {
  activeSalesInput,
  feedInput,
  itemHistoryInput,
  itemInput,
  type Outcome,
  ok,
  saleInput,
  saleItemsInput,
  salesInput,
} from '@hourglass/core/contract'
import {
  ActiveSalesView,
  AuditView,
  ItemDetailsView,
  ItemHistoryView,
  SaleItemsView,
  SalesView,
  SaleView,
} from '@hourglass/core/contract/views'
import {
  audit,
  type Context,
  drawItem,
  listItems,
  listSales,
  readActiveSales,
  readItem,
  readItemHistory,
  readSale,
} from '@hourglass/core/operations'
import { hasTestKey } from '../callers/own-names.ts'
import { serveLive } from '../live/serve.ts'
import { sendProblem } from '../problem.ts'
import { PICTURE_HEADERS } from './pictures.ts'
import { handled, operation } from './route.ts'

const read = { method: 'get', tag: 'Sales', scopes: [], inputIn: 'query', cache: 'public' } as const

export const sales = {
  list: operation({
    ...read,
    path: '/v1/sales',
    id: 'listSales',
    summary: 'List all sales, newest first',
    input: salesInput,
    success: { 200: { description: 'A page of sales.', view: SalesView, headers: ['link'] } },
    refusals: [],
    operation: listSales,
  }),
  active: operation({
    ...read,
    path: '/v1/sales/active',
    id: 'readActiveSales',
    summary: 'List the open sales and the next one',
    description:
      'With `door=open`, only sales in which buyers need no pass; with `door=queue`, only those with a waiting room.',
    success: { 200: { description: 'The open sales and the next one.', view: ActiveSalesView } },
    refusals: [],
    input: activeSalesInput,
    operation: readActiveSales,
  }),
  get: operation({
    ...read,
    path: '/v1/sales/{id}',
    id: 'readSale',
    summary: 'Read a sale, with its units by state',
    input: saleInput,
    success: { 200: { description: 'The sale.', view: SaleView } },
    refusals: ['sale_not_found'],
    operation: readSale,
  }),
  items: operation({
    ...read,
    path: '/v1/sales/{id}/items',
    id: 'listItems',
    summary: 'List the items of a sale',
    description:
      'The items of an hourly sale are sealed until it starts: 409 `sale_not_open` with `starts_at`. So are those of a merchant sale ' +
      'that was created with `preview: false`.',
    input: saleItemsInput,
    exampleWith: ['state'],
    success: { 200: { description: 'A page of items.', view: SaleItemsView, headers: ['link'] } },
    refusals: ['sale_not_found', 'sale_not_open'],
    operation: listItems,
  }),
  live: handled({
    ...read,
    path: '/v1/sales/{id}/live',
    id: 'watchSale',
    summary: 'Stream the state of a sale as server-sent events',
    description:
      'The first event is a `snapshot`: the sale’s `status` and the state of every item, two bits each, four to a byte, in base64. With `Last-Event-ID` the stream starts ' +
      'with the missed events instead. A `delta` lists the positions that changed, within a quarter of a second. A `tick` has `status`, counts and the server’s time, every ten ' +
      'seconds and within a second when the sale is paused, resumed or closed. After `bye`, reconnect in a second.',
    input: feedInput,
    requestHeaders: ['last-event-id'],
    success: { 200: { description: 'The stream. It stays open.', type: 'text/event-stream' } },
    refusals: ['sale_not_found', 'rate_limited', 'busy'],
    handle: serveLive,
  }),
  audit: operation({
    ...read,
    path: '/v1/sales/{id}/audit',
    id: 'auditSale',
    summary: 'Audit a sale; public',
    input: saleInput,
    success: { 200: { description: 'Totals of the ledger next to those of the gate.', view: AuditView } },
    refusals: ['sale_not_found'],
    operation: audit,
  }),
  item: operation({
    ...read,
    path: '/v1/items/{id}',
    id: 'readItem',
    summary: 'Read an item',
    input: itemInput,
    success: { 200: { description: 'The item.', view: ItemDetailsView } },
    refusals: ['item_not_found'],
    operation: readItem,
  }),
  history: operation({
    ...read,
    path: '/v1/items/{id}/history',
    id: 'readItemHistory',
    summary: 'Read the history of an item, oldest first; public',
    description:
      'When the item was offered, and when each of its units sold, as the ledger has it. A buyer is named only if their account shows its name. A page has up to `limit` sold units.',
    input: itemHistoryInput,
    success: { 200: { description: 'A page of the history.', view: ItemHistoryView, headers: ['link'] } },
    refusals: ['item_not_found'],
    operation: readItemHistory,
  }),
  picture: handled({
    ...read,
    path: '/v1/items/{id}/image.svg',
    id: 'drawItem',
    summary: 'Get the picture of an item; it never changes',
    input: itemInput,
    success: { 200: { description: 'The picture.', type: 'image/svg+xml' } },
    refusals: ['item_not_found'],
    rateLimit: 'pictures',
    async handle({ request, reply, input }, { picture }) {
      const outcome = await picture(input)
      if (!outcome.ok) return sendProblem(reply, outcome)
      return reply
        .headers({
          ...PICTURE_HEADERS,
          'content-type': 'image/svg+xml',
          ...(hasTestKey(request) && {
            'cache-control': PICTURE_HEADERS['cache-control'].replace('public', 'private'),
          }),
        })
        .send(outcome.value)
    },
  }),
}

/** Pictures in the LRU cache, at most 4 kB each. */
const PICTURES_MAX = 4_096

/** Draws item pictures and caches them. They never change. */
export function createPictures(ctx: Context): (input: unknown) => Promise<Outcome<string>> {
  const cache = new Map<number, string>()
  return async (input) => {
    const id = itemInput.safeParse(input).data?.id
    const known = id === undefined ? undefined : cache.get(id)
    const outcome = known === undefined ? await drawItem(ctx, input) : ok(known)
    if (id !== undefined && outcome.ok) {
      cache.delete(id)
      cache.set(id, outcome.value)
      for (const oldest of cache.keys().take(Math.max(0, cache.size - PICTURES_MAX))) cache.delete(oldest)
    }
    return outcome
  }
}
