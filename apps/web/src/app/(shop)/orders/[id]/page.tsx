import type { Metadata } from 'next'
import { OrderPage } from '../../../../order/order-page'
import { privateMetadata } from '../../../../shop/page-metadata'
import { pageDescriptions } from '../../../../words/pages'

export const metadata: Metadata = privateMetadata('Your order', pageDescriptions.order)

export default async function Order({ params }: { params: Promise<{ id: string }> }) {
  return <OrderPage id={(await params).id} />
}
