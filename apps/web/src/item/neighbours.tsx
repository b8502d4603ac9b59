import Link from 'next/link'
import type { CSSProperties } from 'react'
import type { Offer } from '../buying/offer'
import { Fading } from './fading'
import styles from './neighbours.module.css'
import { Picture } from './picture'
import { LiveMark } from './state-mark'

/** The items next to this one in the field. */
export function Neighbours({ neighbours, apiOrigin }: { neighbours: Offer[]; apiOrigin: string }) {
  if (neighbours.length === 0) return null
  return (
    <section className={styles.neighbours} aria-labelledby="neighbours">
      <h2 id="neighbours">Nearby</h2>
      <ul>
        {neighbours.map((offer) => (
          <li key={offer.id} data-neighbour={offer.id} style={{ '--item': offer.colour } as CSSProperties}>
            <Link href={`/items/${offer.id}`} prefetch={false}>
              <Fading itemId={offer.id} given={offer.state}>
                <Picture item={offer} apiOrigin={apiOrigin} alt="" lazy />
              </Fading>
              {offer.name}
            </Link>
            <LiveMark itemId={offer.id} given={offer.state} />
          </li>
        ))}
      </ul>
    </section>
  )
}
