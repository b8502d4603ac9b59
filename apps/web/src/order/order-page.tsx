'use client'

import Link from 'next/link'
import { Notice } from '../shop/notice'
import { useShop } from '../shop/shop'
import { troubleWords } from '../words/trouble'
import styles from './order.module.css'
import { OrderLines } from './order-lines'
import { OrderPictures } from './order-pictures'
import { OrderStatus } from './order-status'
import { useOrder } from './use-order'

/** One order, live until it is decided. */
export function OrderPage({ id }: { id: string }) {
  const { sentences } = useShop()
  const { data: order, error } = useOrder(id)
  if (!order) {
    return (
      <Notice title={error ? 'There is no order to show.' : 'Your order'}>
        <p role="status" className="scripted">
          {error ? troubleWords(error, sentences) : 'One moment.'}
        </p>
      </Notice>
    )
  }
  return (
    <main className={styles.order} id="items" data-order={order.id}>
      <div className={styles.words}>
        <h1>Your order</h1>
        <OrderStatus order={order} />
        <OrderLines order={order} />
        <p>
          <Link href="/me">All orders and holds</Link>
        </p>
      </div>
      <OrderPictures items={order.items} />
    </main>
  )
}
