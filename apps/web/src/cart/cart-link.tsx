'use client'

import Link from 'next/link'
import { countWords } from '../words/count'
import { unitsIn, useCart } from './use-cart'

/** A link to the cart, with the number of units in it. */
export function CartLink() {
  const { data } = useCart()
  const units = unitsIn(data)
  return (
    <Link href="/cart" prefetch={false} data-cart={data && units}>
      Cart{units > 0 && ` ${countWords(units)}`}
    </Link>
  )
}
