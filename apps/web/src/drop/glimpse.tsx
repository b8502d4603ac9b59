import { type GeneratedItem, RARITIES } from '@hourglass/core/catalog'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import type { UnsealedSale } from '../catalogue/item-cache'
import { offerAt } from '../catalogue/offer-at'
import { Fading } from '../item/fading'
import { Picture } from '../item/picture'
import styles from './glimpse.module.css'

const SHOWN = 5

interface GlimpseProps {
  sale: UnsealedSale
  /** The items to show. */
  items: readonly GeneratedItem[]
  apiOrigin: string
}

/** A few of the rarest items: what the sale sells, at a glance. */
export function Glimpse({ sale, items, apiOrigin }: GlimpseProps) {
  if (items.length === 0) return null
  return (
    <ul className={styles.glimpse} aria-label="Some of the rarest">
      {items.map((item) => {
        const offer = offerAt(sale, item, 'available')
        return (
          <li key={offer.id} style={{ '--item': offer.colour } as CSSProperties}>
            <Link href={`/items/${offer.id}`} prefetch={false}>
              <Fading itemId={offer.id} given="available">
                <Picture item={offer} apiOrigin={apiOrigin} />
              </Fading>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

/** The rarest available items, at most one of each form. */
export function rarestOf(items: readonly GeneratedItem[], isAvailable: (position: number) => boolean): GeneratedItem[] {
  const byForm = new Map<string, GeneratedItem>()
  for (const rarity of RARITIES.toReversed()) {
    for (const item of items) {
      if (byForm.size === SHOWN) return [...byForm.values()]
      const { form } = item.traits
      if (item.rarity === rarity && !byForm.has(form) && isAvailable(item.index)) byForm.set(form, item)
    }
  }
  return [...byForm.values()]
}
