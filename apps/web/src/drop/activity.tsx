'use client'

import Link from 'next/link'
import { useSyncExternalStore } from 'react'
import type { UnsealedSale } from '../catalogue/item-cache'
import { useSaleItems } from '../catalogue/use-sale-items'
import { useShop } from '../shop/shop'
import { JUST_SOLD, watchingWords } from '../words/pace'
import styles from './activity.module.css'

/** Fewer are not worth a line. */
const WATCHING_MIN = 2

/** What sold while the page was open, and how many are here, as the live feed reports it. Nothing is shown before. */
export function Activity({ sale }: { sale: UnsealedSale }) {
  const { live } = useShop()
  const items = useSaleItems(sale)
  const watching = useSyncExternalStore(
    live.subscribe,
    () => live.watching(sale.id) ?? 0,
    () => 0,
  )
  const sold = useSyncExternalStore(
    live.subscribe,
    () => live.lastSold(sale.id),
    () => null,
  )
  const item = sold === null ? undefined : items?.[sold]
  return (
    <p className={styles.activity} data-watching={watching}>
      {item && (
        <span>
          {JUST_SOLD}{' '}
          <Link href={`/items/${sale.first_item_id + item.index}`} prefetch={false}>
            {item.name}
          </Link>
        </span>
      )}
      {watching >= WATCHING_MIN && <span>{watchingWords(watching)}</span>}
    </p>
  )
}
