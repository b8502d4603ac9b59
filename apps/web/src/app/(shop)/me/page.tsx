import type { Metadata } from 'next'
import styles from '../../../me/me.module.css'
import { MyHolds } from '../../../me/my-holds'
import { MyOrders } from '../../../me/my-orders'
import { privateMetadata } from '../../../shop/page-metadata'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = privateMetadata('Orders and holds', pageDescriptions.me)

export default function Me() {
  return (
    <main className={styles.me} id="items">
      <h1>Orders and holds</h1>
      <MyHolds />
      <MyOrders />
    </main>
  )
}
