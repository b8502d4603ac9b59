import type { OrderDetailsView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '../data/trpc'
import { FieldMark } from '../field/field-mark'
import { Picture } from '../item/picture'
import { PlayMoney } from '../paying/play-money'
import { useShop } from '../shop/shop'
import { moneyWords } from '../words/money'
import { cancelWords, receiptWords, refundWords } from '../words/order'
import { momentWords } from '../words/time'
import styles from './order.module.css'
import { ownedItems } from './owned'

/** The receipt: items, total, time and order number. */
export function OrderLines({ order }: { order: OrderDetailsView }) {
  const { number, sale_id, items, total, created_at, refunds } = order
  const owned = ownedItems(order)
  const nameOf = (id: number) => items.find((item) => item.id === id)?.name ?? ''
  const { apiOrigin } = useShop()
  const trpc = useTRPC()
  const { data: sale } = useQuery(trpc.sales.get.queryOptions({ id: sale_id }))
  return (
    <>
      <ul className={styles.lines}>
        {items.map((item) => (
          <li key={item.id}>
            <Picture item={item} apiOrigin={apiOrigin} alt="" lazy />
            <Link href={`/items/${item.id}`}>{item.name}</Link>
            <span>
              {item.quantity > 1 && `${item.quantity} × `}
              {moneyWords(item.price)}
            </span>
          </li>
        ))}
      </ul>
      <dl className={styles.receipt}>
        <dt>Total</dt>
        <dd>{moneyWords(total)}</dd>
        <dt>Ordered</dt>
        <dd>
          <time dateTime={created_at}>{momentWords(created_at)}</time>
        </dd>
        <dt>{receiptWords.order}</dt>
        <dd>{number}</dd>
      </dl>
      {refunds.length > 0 && (
        <section aria-label={cancelWords.refunds}>
          {refunds.map((refund) => (
            <p key={refund.id}>{refundWords(refund, nameOf)}</p>
          ))}
        </section>
      )}
      {sale && <PlayMoney sale={sale} />}
      {owned.length > 0 && <FieldMark saleId={sale_id} items={owned} />}
    </>
  )
}
