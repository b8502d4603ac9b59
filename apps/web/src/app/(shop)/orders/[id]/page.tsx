import type { Metadata } from 'next'
import { OrderPage } from '../../../../order/order-page'

export const metadata: Metadata = { title: 'Your order' }

export default async function Order({ params }: { params: Promise<{ id: string }> }) {
  return <OrderPage id={(await params).id} />
}
