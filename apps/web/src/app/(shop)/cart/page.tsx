import type { Metadata } from 'next'
import { CartPage } from '../../../cart/cart-page'
import { privateMetadata } from '../../../shop/page-metadata'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = privateMetadata('Cart', pageDescriptions.cart)

export default function Cart() {
  return <CartPage />
}
