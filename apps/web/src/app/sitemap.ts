import type { MetadataRoute } from 'next'
import { readPast } from '../data/read-past'
import { pageOrigin } from '../shop/page-origin'

/** Pages of sales that are listed, 24 sales each. */
const PAGES_MAX = 20

/** The shop, and the newest sales with their proofs. Without the API it names the shop alone. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const { origin } = await pageOrigin()
  const paths = ['/', '/sales']
  let cursor: number | null = null
  for (let page = 0; page < PAGES_MAX; page++) {
    const past = await readPast(cursor)
    if (past.is !== 'here') break
    paths.push(...past.value.sales.flatMap(({ id }) => [`/sales/${id}`, `/sales/${id}/proof`]))
    cursor = past.value.next_cursor
    if (cursor === null) break
  }
  return paths.map((path) => ({ url: `${origin}${path}` }))
}
