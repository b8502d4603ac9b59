import type { CartLineView, Money } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { takeContinuation } from '../account/continuation'
import styles from '../buying/choices.module.css'
import { moneyOf } from '../buying/offer'
import { useBuying } from '../buying/use-buying'
import { ownHoldOf, troubleOf } from '../data/problem'
import { useTRPC } from '../data/trpc'
import { PlayMoney } from '../paying/play-money'
import { useShop } from '../shop/shop'
import { cartWords } from '../words/cart'
import { heldByYouWords } from '../words/holding'
import { moneyWords } from '../words/money'
import { troubleWords } from '../words/trouble'
import cartStyles from './cart.module.css'
import { CartLine } from './cart-line'
import type { useCartChanges } from './use-cart-changes'
import { useOrderLines } from './use-order-lines'

interface CartSaleProps {
  saleId: number
  lines: CartLineView[]
  changes: ReturnType<typeof useCartChanges>
}

/** The lines of one sale, which are checked out or ordered together. */
export function CartSale({ saleId, lines, changes }: CartSaleProps) {
  const { sentences } = useShop()
  const trpc = useTRPC()
  const { buy } = useBuying()
  const { data: sale } = useQuery(trpc.sales.get.queryOptions({ id: saleId }))
  const order = useOrderLines(saleId)
  // Back from an issuer: the order continues.
  const { mutate } = order
  const ordering = useRef({ mutate, lines })
  ordering.current = { mutate, lines }
  useEffect(() => {
    const kept = takeContinuation('order')
    if (kept) ordering.current.mutate(sellable(ordering.current.lines))
  }, [])
  const total = totalOf(lines)
  const can = sellable(lines).length > 0
  const ownHold = order.error ? ownHoldOf(troubleOf(order.error)) : null
  const busy = !can || order.isPending || order.isSuccess
  return (
    <section aria-labelledby={`sale-${saleId}`} data-sale={saleId}>
      <h2 id={`sale-${saleId}`}>
        <Link href={`/sales/${saleId}`}>{sale?.name ?? `Sale ${saleId}`}</Link>
      </h2>
      <ul className={cartStyles.lines}>
        {lines.map((line) => (
          <CartLine key={line.item.id} line={line} most={sale?.buyer_limit ?? line.quantity} changes={changes} />
        ))}
      </ul>
      <p className={cartStyles.total}>
        <span>{can ? 'Available now' : 'Nothing available right now'}</span>
        {total && <strong>{moneyWords(total)}</strong>}
      </p>
      {sale && <PlayMoney sale={sale} />}
      <div className={styles.choices}>
        <button
          type="button"
          className={styles.first}
          aria-disabled={busy}
          onClick={() =>
            busy || (total && buy({ saleId, itemId: null, title: 'Your cart', total, money: sale && moneyOf(sale) }))
          }
        >
          Check out
        </button>
        <button
          type="button"
          className={styles.second}
          aria-disabled={busy}
          onClick={() => busy || order.mutate(sellable(lines))}
        >
          {order.isPending ? 'Ordering…' : sale?.payment === 'required' ? cartWords.orderAndPay : cartWords.order}
        </button>
      </div>
      <p aria-live="polite">
        {order.error && troubleWords(order.error, sentences)}{' '}
        {ownHold && <Link href={`/items/${ownHold.item_id}`}>{heldByYouWords.go}</Link>}
      </p>
    </section>
  )
}

/** Lines with units that can be bought now. */
const sellable = (lines: readonly CartLineView[]): CartLineView[] =>
  lines.filter(({ state }) => state === 'available' || state === 'fewer_left')

/** The price of the units available now; a sale has one currency. */
function totalOf(lines: readonly CartLineView[]): Money | null {
  const had = sellable(lines)
  const [first] = had
  if (!first) return null
  const amount = had.reduce(
    (sum, { item, quantity, units_left }) => sum + item.price.amount * Math.min(quantity, units_left),
    0,
  )
  return { amount, currency: first.item.price.currency }
}
