import type { Metadata } from 'next'
import { StatusPage } from '../../../about/status-page'
import { readHealth } from '../../../data/read-health'
import { pageMetadata } from '../../../shop/page-metadata'
import { STATUS } from '../../../words/about'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = pageMetadata({
  title: STATUS.title,
  description: pageDescriptions.status,
  path: '/status',
})

/** Rendered on request, not when the storefront is built. */
export const dynamic = 'force-dynamic'

export default async function Status() {
  return <StatusPage health={await readHealth()} />
}
