import {
  feedInput,
  itemInput,
  noInput,
  type Outcome,
  ok,
  saleInput,
  saleItemsInput,
  salesInput,
} from '@hourglass/core/contract'
import {
  ActiveSalesView,
  AuditView,
  ItemView,
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
  readSale,
} from '@hourglass/core/operations'
import { serveLive } from '../live/serve.ts'
import { sendProblem } from '../problem.ts'
import { handled, operation } from './route.ts'

const read = { method: 'get', tag: 'Sales', scopes: [], inputIn: 'query', cache: 'public' } as const

export const sales = {
  list: operation({
    ...read,
    path: '/v1/sales',
    id: 'listSales',
    summary: 'All sales, the newest first',
    input: salesInput,
    success: { 200: { description: 'A page of sales.', view: SalesView, headers: ['link'] } },
    refusals: [],
    operation: listSales,
  }),
  active: operation({
    ...read,
    path: '/v1/sales/active',
    id: 'readActiveSales',
    summary: 'What can be bought now, and what opens next',
    success: { 200: { description: 'Sales that are open.', view: ActiveSalesView } },
    refusals: [],
    input: noInput,
    operation: readActiveSales,
  }),
  get: operation({
    ...read,
    path: '/v1/sales/{id}',
    id: 'readSale',
    summary: 'A sale and its units by state',
    input: saleInput,
    success: { 200: { description: 'The sale.', view: SaleView } },
    refusals: ['sale_not_found'],
    operation: readSale,
  }),
  items: operation({
    ...read,
    path: '/v1/sales/{id}/items',
    id: 'listItems',
    summary: 'The items of a sale',
    description:
      'While an hourly sale is scheduled its items are sealed: 409 `sale_not_open` with `starts_at`. A merchant sale is sealed ' +
      'likewise when it was opened with `preview: false`.',
    input: saleItemsInput,
    success: { 200: { description: 'A page of items.', view: SaleItemsView, headers: ['link'] } },
    refusals: ['sale_not_found', 'sale_not_open'],
    operation: listItems,
  }),
  live: handled({
    ...read,
    path: '/v1/sales/{id}/live',
    id: 'watchSale',
    summary: 'A sale as it sells: server-sent events',
    description:
      '`snapshot` first: how the sale stands (`status`), every item’s state in two bits, four a byte, base64. A reader that resumes gets ' +
      'what it missed instead. Then `delta` with the positions that changed, within a quarter of a second; a `tick` with `status`, counts and the server’s time every ten seconds, ' +
      'and within a second when the sale is paused, resumed or closed. `bye`: come back in a second.',
    input: feedInput,
    requestHeaders: ['last-event-id'],
    success: { 200: { description: 'The stream; it does not end by itself.', type: 'text/event-stream' } },
    refusals: ['sale_not_found', 'rate_limited', 'busy'],
    handle: serveLive,
  }),
  audit: operation({
    ...read,
    path: '/v1/sales/{id}/audit',
    id: 'auditSale',
    summary: 'The books of a sale; anyone may check',
    input: saleInput,
    success: { 200: { description: 'Sums of the ledger beside what the gate believes.', view: AuditView } },
    refusals: ['sale_not_found'],
    operation: audit,
  }),
  item: operation({
    ...read,
    path: '/v1/items/{id}',
    id: 'readItem',
    summary: 'An item',
    input: itemInput,
    success: { 200: { description: 'The item.', view: ItemView } },
    refusals: ['item_not_found'],
    operation: readItem,
  }),
  picture: handled({
    ...read,
    path: '/v1/items/{id}/image.svg',
    id: 'drawItem',
    summary: 'The picture of an item; it never changes',
    input: itemInput,
    success: { 200: { description: 'The picture.', type: 'image/svg+xml' } },
    refusals: ['item_not_found'],
    rateLimit: 'pictures',
    async handle({ reply, input }, { picture }) {
      const outcome = await picture(input)
      if (!outcome.ok) return sendProblem(reply, outcome)
      return reply
        .headers({
          'content-type': 'image/svg+xml',
          'cache-control': 'public, max-age=31536000, immutable',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'cross-origin-resource-policy': 'cross-origin',
          'x-content-type-options': 'nosniff',
        })
        .send(outcome.value)
    },
  }),
}

/** Pictures kept in memory, 4 kB each at most; those not asked for longest go first. */
const PICTURES_MAX = 4_096

/** Pictures of items, each drawn once however many ask for it. They never change. */
export function createPictures(ctx: Context): (input: unknown) => Promise<Outcome<string>> {
  const kept = new Map<number, string>()
  return async (input) => {
    const id = itemInput.safeParse(input).data?.id
    const known = id === undefined ? undefined : kept.get(id)
    const outcome = known === undefined ? await drawItem(ctx, input) : ok(known)
    if (id !== undefined && outcome.ok) {
      kept.delete(id)
      kept.set(id, outcome.value)
      for (const oldest of kept.keys().take(Math.max(0, kept.size - PICTURES_MAX))) kept.delete(oldest)
    }
    return outcome
  }
}
