import type { Offer } from '../buying/offer'
import { Card } from './card'
import styles from './grid.module.css'

export function Grid({ offers, apiOrigin }: { offers: readonly Offer[]; apiOrigin: string }) {
  return (
    <ul className={styles.grid}>
      {offers.map((offer) => (
        <Card key={offer.id} offer={offer} apiOrigin={apiOrigin} />
      ))}
    </ul>
  )
}
