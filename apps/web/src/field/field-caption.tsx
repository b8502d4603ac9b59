import Link from 'next/link'
import type { Offer } from '../buying/offer'
import { useBuying } from '../buying/use-buying'
import { Picture } from '../item/picture'
import { StateMark } from '../item/state-mark'
import { useItemState } from '../live/use-live'
import { useShop } from '../shop/shop'
import { moneyWords } from '../words/money'
import { useLocale } from '../words/use-locale'
import styles from './field-caption.module.css'

/** The item in view: name, state, price and rarity. */
export function FieldCaption({ offer, rarity }: { offer: Offer; rarity: string }) {
  useLocale()
  const { apiOrigin } = useShop()
  const { owned } = useBuying()
  const state = useItemState(offer.id, offer.state)
  return (
    <Link href={`/items/${offer.id}`} className={styles.caption} prefetch={false} data-in-view={offer.id}>
      <Picture item={offer} apiOrigin={apiOrigin} alt="" />
      <span className={styles.words}>
        <span className={styles.name}>{offer.name}</span>
        <span className={styles.facts}>
          <StateMark state={state} owned={owned.has(offer.id)} />
          <span>{moneyWords(offer.price)}</span>
          <span>{rarity}</span>
        </span>
      </span>
    </Link>
  )
}
