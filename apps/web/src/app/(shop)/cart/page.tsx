import type { Metadata } from 'next'
import { CartPage } from '../../../cart/cart-page'

export const metadata: Metadata = { title: 'Cart' }

export default function Cart() {
  return <CartPage />
}
