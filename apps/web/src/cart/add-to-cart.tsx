import Link from 'next/link'
import { useState } from 'react'
import type { Offer } from '../buying/offer'
import styles from '../item/secondary-actions.module.css'
import { useShop } from '../shop/shop'
import { cartWords } from '../words/cart'
import { cartTrouble } from '../words/trouble'
import { Quantity } from './quantity'
import { useAddToCart } from './use-cart-changes'

/** Adds the chosen quantity of an item to the cart. */
export function AddToCart({ offer }: { offer: Offer }) {
  const { sentences } = useShop()
  const [quantity, setQuantity] = useState(1)
  const adding = useAddToCart()
  const press = () => adding.isPending || adding.mutate({ itemId: offer.id, quantity })
  return (
    <div className={styles.way}>
      {offer.most > 1 && <Quantity of={offer.name} value={quantity} most={offer.most} change={setQuantity} />}
      <button type="button" className={styles.button} aria-disabled={adding.isPending} onClick={press}>
        {cartWords.add}
      </button>
      <p aria-live="polite">
        {adding.isSuccess && (
          <>
            {cartWords.added} <Link href="/cart">View cart</Link>
          </>
        )}
        {adding.error && cartTrouble(adding.error, sentences)}
      </p>
    </div>
  )
}
