'use client'

import type { CartView } from '@hourglass/core/contract'
import Link from 'next/link'
import { useShop } from '../shop/shop'
import { cartWords } from '../words/cart'
import { moneyWords } from '../words/money'
import { cartTrouble } from '../words/trouble'
import styles from './cart.module.css'
import { CartSale } from './cart-sale'
import { useCart } from './use-cart'
import { useCartChanges } from './use-cart-changes'

/** The cart, grouped by sale. */
export function CartPage() {
  const { sentences } = useShop()
  const { data: cart, error } = useCart()
  const changes = useCartChanges()
  const trouble = changes.error ?? error
  return (
    <main className={styles.cart} id="items">
      <h1>Cart</h1>
      {trouble && <p role="alert">{cartTrouble(trouble, sentences)}</p>}
      {cart ? (
        <Contents cart={cart} changes={changes} />
      ) : (
        !trouble && (
          <p role="status" className="scripted">
            Loading…
          </p>
        )
      )}
    </main>
  )
}

function Contents({ cart, changes }: { cart: CartView; changes: ReturnType<typeof useCartChanges> }) {
  const { lines, dropped, estimated_total } = cart
  const sales = [...new Set(lines.map(({ sale_id }) => sale_id))]
  return (
    <>
      {dropped.length > 0 && <p role="status">{cartWords.dropped(dropped.length)}</p>}
      {lines.length === 0 ? (
        <p>
          {cartWords.empty} <Link href="/">Browse the current drop</Link>.
        </p>
      ) : (
        <p>{cartWords.reservesNothing}</p>
      )}
      {sales.map((saleId) => (
        <CartSale
          key={saleId}
          saleId={saleId}
          lines={lines.filter(({ sale_id }) => sale_id === saleId)}
          changes={changes}
        />
      ))}
      {lines.length > 0 && (
        <footer>
          {sales.length > 1 && estimated_total && <p>Estimated total: {moneyWords(estimated_total)}</p>}
          <button type="button" className={styles.plain} onClick={changes.clear}>
            Empty cart
          </button>
        </footer>
      )}
    </>
  )
}
