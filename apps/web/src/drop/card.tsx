import type { ItemView, SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import { offerOf } from '../buying/offer'
import { BuyLine } from '../item/buy-line'
import { Fading } from '../item/fading'
import { Picture } from '../item/picture'
import { stockWords } from '../words/sale'
import styles from './card.module.css'

interface CardProps {
  item: ItemView
  sale: SaleView
  apiOrigin: string
}

export function Card({ item, sale, apiOrigin }: CardProps) {
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
      <BuyLine offer={offerOf(item, sale)} />
      {item.stock > 1 && <p className={styles.stock}>{stockWords(item)}</p>}
    </li>
  )
}
