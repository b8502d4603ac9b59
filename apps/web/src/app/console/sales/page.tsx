import type { Metadata } from 'next'

export { SalesPage as default } from '../../../console/sales/sales-page'

export const metadata: Metadata = { title: 'Sales' }
