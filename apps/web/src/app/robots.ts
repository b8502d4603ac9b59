import type { MetadataRoute } from 'next'
import { pageOrigin } from '../shop/request-origin'

/** Crawlers read what is for everybody; the console and what is one shopper's own is not theirs to fetch. */
export default async function robots(): Promise<MetadataRoute.Robots> {
  const { origin } = await pageOrigin()
  return {
    rules: { userAgent: '*', allow: '/', disallow: ['/console', '/cart', '/me', '/orders/'] },
    sitemap: `${origin}/sitemap.xml`,
  }
}
