import type { MetadataRoute } from 'next'
import { read } from '../data/reading'
import { pageOrigin } from '../shop/request-origin'

/** The API's page limit. */
const SALES_MAX = 200

/** The shop, and the newest sales with their proofs. Lists only the shop while the API is down. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const { origin } = await pageOrigin()
  const newest = await read((api) => api.sales.list.query({ limit: SALES_MAX }))
  const sales = newest.is === 'found' ? newest.value.sales.filter(({ status }) => status !== 'scheduled') : []
  const paths = ['/', '/how-it-works', '/sales', ...sales.flatMap(({ id }) => [`/sales/${id}`, `/sales/${id}/proof`])]
  return paths.map((path) => ({ url: `${origin}${path}` }))
}
