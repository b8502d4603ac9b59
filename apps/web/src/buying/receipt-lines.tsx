import Link from 'next/link'
import { FieldMark } from '../field/field-mark'
import { namedLines } from '../words/lines'
import { moneyWords } from '../words/money'
import type { Receipt } from './receipt'
import styles from './sheet.module.css'

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' })

export function ReceiptLines({ receipt: { order, purchased_items } }: { receipt: Receipt }) {
  return (
    <>
      <dl className={styles.lines} data-receipt={order.id}>
        <dt>Order</dt>
        <dd>
          <Link href={`/orders/${order.id}`} replace>
            {order.id}
          </Link>
        </dd>
        <dt>{purchased_items.length === 1 ? 'Item' : 'Items'}</dt>
        <dd>{namedLines(purchased_items)}</dd>
        <dt>Total</dt>
        <dd>{moneyWords(order.total)}</dd>
        <dt>Bought</dt>
        <dd>
          <time dateTime={order.created_at}>{when.format(new Date(order.created_at))}</time>
        </dd>
      </dl>
      <FieldMark saleId={order.sale_id} items={purchased_items} />
    </>
  )
}
