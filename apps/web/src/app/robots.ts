import type { MetadataRoute } from 'next'
import { pageOrigin } from '../shop/request-origin'

/** Crawlers may read public pages, but not the console or a shopper's own pages. */
export default async function robots(): Promise<MetadataRoute.Robots> {
  const { origin } = await pageOrigin()
  return {
    rules: {
      userAgent: '*',
      allow: '/',
      disallow: ['/console', '/account', '/cart', '/collection', '/me', '/orders/', '/sign-in'],
    },
    sitemap: `${origin}/sitemap.xml`,
  }
}
