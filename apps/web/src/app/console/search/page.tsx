import type { Metadata } from 'next'

export { SearchPage as default } from '../../../console/search/search-page'

export const metadata: Metadata = { title: 'Search' }
