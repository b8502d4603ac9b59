import type { Metadata } from 'next'

export { NewSalePage as default } from '../../../../console/sales/new-sale-page'

export const metadata: Metadata = { title: 'New sale' }
