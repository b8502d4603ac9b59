import Link from 'next/link'
import type { CSSProperties } from 'react'
import { offerOf } from '../buying/offer'
import type { Thing } from '../data/read-thing'
import { LineStatus } from '../live/line-status'
import { BuyLine } from './buy-line'
import { Picture } from './picture'
import styles from './thing-page.module.css'

export function ThingPage({ thing: { item, sale, rarity }, apiOrigin }: { thing: Thing; apiOrigin: string }) {
  return (
    <main className={styles.thing} data-item={item.id} style={{ '--item': item.colour } as CSSProperties}>
      <Picture item={item} apiOrigin={apiOrigin} />
      <div className={styles.words}>
        <p>
          <Link href={`/sales/${sale.id}`}>{sale.name}</Link>
        </p>
        <h1>{item.name}</h1>
        <BuyLine offer={offerOf(item)} />
        <dl>
          {Object.entries(item.traits).map(([trait, value]) => (
            <div key={trait}>
              <dt>{trait}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <div>
            <dt>rarity</dt>
            <dd>
              {rarity.rarest}. {rarity.kin}.
            </dd>
          </div>
        </dl>
        <LineStatus saleId={sale.id} />
      </div>
    </main>
  )
}
