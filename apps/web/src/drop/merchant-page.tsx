import { type Offer, offerOf } from '../buying/offer'
import type { MerchantDrop } from '../data/read-drop'
import { Card } from '../shelf/card'
import styles from '../shelf/grid.module.css'
import { Hero } from './hero'
import { MerchantSales } from './merchant-sales'
import { Pager } from './pager'
import { StillOpen } from './still-open'

interface MerchantPageProps {
  drop: MerchantDrop
  path: string
  apiOrigin: string
}

export function MerchantPage({ drop, path, apiOrigin }: MerchantPageProps) {
  const { sale, items, total, page, stillOpen, serverTime } = drop
  const featured = items.find((item) => item.state === 'available') ?? items[0]
  return (
    <main>
      <Hero drop={drop} featured={featured} apiOrigin={apiOrigin} />
      <StillOpen sales={stillOpen} />
      <h2 className="unseen" id="items">
        Items
      </h2>
      <Grid offers={items.map((item) => offerOf(item, sale))} apiOrigin={apiOrigin} />
      <Pager count={items.length} total={total} page={page} path={path} />
      <MerchantSales sales={stillOpen} serverTime={serverTime} />
    </main>
  )
}

function Grid({ offers, apiOrigin }: { offers: readonly Offer[]; apiOrigin: string }) {
  return (
    <ul className={styles.grid}>
      {offers.map((offer) => (
        <Card key={offer.id} offer={offer} apiOrigin={apiOrigin} />
      ))}
    </ul>
  )
}
