import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { FieldMark } from '../field/field-mark'
import { Picture } from '../item/picture'
import { useShop } from '../shop/shop'
import { namedLines } from '../words/lines'
import { moneyWords } from '../words/money'
import { receiptWords } from '../words/order'
import { exactMomentWords } from '../words/time'
import type { Receipt } from './receipt'
import styles from './receipt-lines.module.css'

/** As many pictures as fill a square. */
const SHOWN = 4

/** What was bought. `named`: the dialog shows the name and the picture of the only item. */
export function ReceiptLines({ receipt: { order, purchased_items }, named }: { receipt: Receipt; named: boolean }) {
  const { apiOrigin } = useShop()
  const path = usePathname()
  const [first] = purchased_items
  const page = `/items/${first?.id}`
  return (
    <div className={styles.receipt}>
      {!named && (
        <div className={styles.pictures} data-several={purchased_items.length > 1}>
          {purchased_items.slice(0, SHOWN).map((item) => (
            <Picture key={item.id} item={item} apiOrigin={apiOrigin} alt="" />
          ))}
        </div>
      )}
      <dl data-receipt={order.id}>
        {!(named && order.units === 1) && (
          <>
            <dt>{purchased_items.length === 1 ? 'Item' : 'Items'}</dt>
            <dd>{namedLines(purchased_items)}</dd>
          </>
        )}
        <dt>{receiptWords.order}</dt>
        <dd>
          <Link href={`/orders/${order.id}`} replace>
            {order.number}
          </Link>
        </dd>
        <dt>Total</dt>
        <dd>{moneyWords(order.total)}</dd>
        <dt>Bought</dt>
        <dd>
          <time dateTime={order.created_at}>{exactMomentWords(order.created_at)}</time>
        </dd>
      </dl>
      <FieldMark saleId={order.sale_id} items={purchased_items} />
      <p className={styles.links}>
        <Link href="/collection" replace>
          {receiptWords.collection(order.units)}
        </Link>
        {named && path !== page && (
          <Link href={page} replace>
            {receiptWords.page}
          </Link>
        )}
      </p>
    </div>
  )
}
