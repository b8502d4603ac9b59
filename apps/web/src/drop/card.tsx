import type { ItemView } from '@hourglass/core/contract'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import { offerOf } from '../buying/offer'
import { BuyLine } from '../item/buy-line'
import { Fading } from '../item/fading'
import { Picture } from '../item/picture'
import styles from './card.module.css'

export function Card({ item, apiOrigin }: { item: ItemView; apiOrigin: string }) {
  const path = `/items/${item.id}`
  return (
    <li className={styles.card} data-item={item.id} style={{ '--item': item.colour } as CSSProperties}>
      <Link href={path} className={styles.picture} tabIndex={-1} aria-hidden="true" prefetch={false}>
        <Fading itemId={item.id} given={item.state}>
          <Picture item={item} apiOrigin={apiOrigin} lazy />
        </Fading>
      </Link>
      <h3>
        <Link href={path} prefetch={false}>
          {item.name}
        </Link>
      </h3>
      <BuyLine offer={offerOf(item)} />
    </li>
  )
}
