import { Readable } from 'node:stream'
import { type ExportPageView, type Outcome, saleInput } from '@hourglass/core/contract'
import { type Context, exportAttempts, exportOrders } from '@hourglass/core/operations'
import { contextFor } from '../callers/own-names.ts'
import { sendProblem } from '../problem.ts'
import { handled } from './route.ts'

type Read = (ctx: Context, input: unknown) => Promise<Outcome<ExportPageView>>

/** Streams the parts of an export. A fault after the first part cuts the connection, so that half a file is not taken for a whole one. */
const exported = (what: 'orders' | 'attempts', summary: string, read: Read) =>
  handled({
    method: 'get',
    path: `/v1/admin/sales/{id}/${what}.csv`,
    id: what === 'orders' ? 'exportOrders' : 'exportAttempts',
    tag: 'Operators',
    summary,
    description:
      'A header row, then one row per item, oldest first. Prices are in minor units. A text that a spreadsheet would run as a formula begins with an apostrophe.',
    scopes: ['admin'],
    input: saleInput,
    inputIn: 'query',
    success: { 200: { description: 'The file, streamed.', type: 'text/csv' } },
    refusals: ['sale_not_found'],
    async handle({ request, reply, input: { id } }, { ctx }) {
      const own = contextFor(ctx, request)
      const first = await read(own, { id })
      if (!first.ok) return sendProblem(reply, first)
      return reply
        .headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${what}-of-sale-${id}.csv"`,
        })
        .send(Readable.from(partsFrom(first.value, (cursor) => read(own, { id, cursor }))))
    },
  })

async function* partsFrom(first: ExportPageView, next: (cursor: string) => Promise<Outcome<ExportPageView>>) {
  let part = first
  yield part.csv
  while (part.next_cursor !== null) {
    const found = await next(part.next_cursor)
    if (!found.ok) throw new Error(`the export stopped: ${found.code}`)
    part = found.value
    yield part.csv
  }
}

export const exports = {
  orders: exported('orders', 'Export the orders of a sale as CSV', exportOrders),
  attempts: exported('attempts', 'Export the checkout attempts of a sale as CSV', exportAttempts),
}
