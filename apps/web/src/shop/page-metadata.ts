import type { Metadata } from 'next'

interface Described {
  /** Default: the storefront's title. */
  title?: string
  /** A sentence or two for search results and shared links. */
  description: string
  /** The canonical path: without filters, with the plain id. */
  path: string
}

/** Metadata of a public page for search engines and shared links. */
export function pageMetadata({ title, description, path }: Described): Metadata {
  return {
    ...(title && { title }),
    description,
    alternates: { canonical: path },
    openGraph: { type: 'website', siteName: 'Hourglass', title: title ?? 'Hourglass', description, url: path },
  }
}

/** Metadata of a shopper's own page, which is not indexed. */
export const privateMetadata = (title: string, description: string): Metadata => ({
  title,
  description,
  robots: { index: false },
})
