'use client'

import type { LineView, OrderDetailsView } from '@hourglass/core/contract'
import Link from 'next/link'
import { Picture } from '../item/picture'
import { Notice } from '../shop/notice'
import { useShop } from '../shop/shop'
import { orderWords, statusWords } from '../words/order'
import { troubleWords } from '../words/trouble'
import { Cancel } from './cancel'
import styles from './order.module.css'
import { OrderLines } from './order-lines'
import { Payment } from './payment'
import { useOrder } from './use-order'

/** One order, live until it is decided. */
export function OrderPage({ id }: { id: string }) {
  const { sentences } = useShop()
  const { data: order, error } = useOrder(id)
  if (!order) {
    return (
      <Notice title={error ? 'Order unavailable' : 'Your order'}>
        <p role="status" className="scripted">
          {error ? troubleWords(error, sentences) : 'Loading…'}
        </p>
      </Notice>
    )
  }
  return (
    <main className={styles.order} id="items" data-order={order.id}>
      <div className={styles.words}>
        <h1>Your order</h1>
        <OrderStatus order={order} />
        {order.pay_by && <Payment order={order} payBy={order.pay_by} />}
        <OrderLines order={order} />
        {order.cancel_until && <Cancel order={order} />}
        <p>
          <Link href="/me" className="alone">
            All orders and holds
          </Link>
        </p>
      </div>
      <OrderPictures items={order.items} />
    </main>
  )
}

/** As many as fill a square. */
const SHOWN = 4

/** Large pictures of the items on wide screens; the lines beside them name the items. */
function OrderPictures({ items }: { items: readonly LineView[] }) {
  const { apiOrigin } = useShop()
  return (
    <div className={styles.pictures} data-several={items.length > 1}>
      {items.slice(0, SHOWN).map((item) => (
        <Picture key={item.id} item={item} apiOrigin={apiOrigin} alt="" lazy />
      ))}
    </div>
  )
}

/** The status of an order. A live region, so screen readers announce changes. */
function OrderStatus({ order: { status, reason, units } }: { order: OrderDetailsView }) {
  return (
    <div className={styles.status} data-status={status} aria-live="polite">
      <strong>{statusWords[status]}</strong>
      <p>{orderWords(status, { units, reason })}</p>
    </div>
  )
}
