import type { Metadata } from 'next'

export { FindPage as default } from '../../../console/find/find-page'

export const metadata: Metadata = { title: 'Find' }
