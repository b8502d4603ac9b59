import type { Metadata } from 'next'
import styles from '../../../me/me.module.css'
import { MyHolds } from '../../../me/my-holds'
import { MyOrders } from '../../../me/my-orders'

export const metadata: Metadata = { title: 'Orders and holds' }

export default function Me() {
  return (
    <main className={styles.me} id="items">
      <h1>Orders and holds</h1>
      <MyHolds />
      <MyOrders />
    </main>
  )
}
