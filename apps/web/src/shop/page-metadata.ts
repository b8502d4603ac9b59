import type { Metadata } from 'next'

interface Described {
  /** Of the page; left out, the storefront's own. */
  title?: string
  /** In a sentence or two, for search results and shared links. */
  description: string
  /** The one address of what the page shows: without filters, and with the plain id. */
  path: string
}

/** What a public page says of itself to search engines, and where it is shared. */
export function pageMetadata({ title, description, path }: Described): Metadata {
  return {
    ...(title && { title }),
    description,
    alternates: { canonical: path },
    openGraph: { type: 'website', siteName: 'Hourglass', title: title ?? 'Hourglass', description, url: path },
  }
}

/** What a page that is one shopper's own says: nothing to be found by. */
export const privateMetadata = (title: string, description: string): Metadata => ({
  title,
  description,
  robots: { index: false },
})
