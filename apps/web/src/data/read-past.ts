import type { SalesView } from '@hourglass/core/contract'
import { type Reading, read } from './reading'

const PAGE_SALES = 24

/** A page of all sales that have begun, the newest first. `before`: the last id of the page before. */
export function readPast(before: number | null): Promise<Reading<SalesView>> {
  return read(async (api) => {
    const page = await api.sales.list.query({ limit: PAGE_SALES, ...(before !== null && { cursor: before }) })
    return { ...page, sales: page.sales.filter(({ status }) => status !== 'scheduled') }
  })
}
