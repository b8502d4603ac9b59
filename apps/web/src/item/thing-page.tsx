import Link from 'next/link'
import type { CSSProperties } from 'react'
import { offerOf } from '../buying/offer'
import type { Thing } from '../data/read-thing'
import { LineStatus } from '../live/line-status'
import { limitWords } from '../words/sale'
import { ItemActions } from './item-actions'
import { Neighbours } from './neighbours'
import { Picture } from './picture'
import { Terms } from './terms'
import styles from './thing-page.module.css'
import { Traits } from './traits'

export function ThingPage({ thing, apiOrigin }: { thing: Thing; apiOrigin: string }) {
  const { item, sale, rarity, neighbours, serverTime } = thing
  const offer = offerOf(item, sale)
  return (
    <main className={styles.thing} id="items" data-item={item.id} style={{ '--item': item.colour } as CSSProperties}>
      <Picture item={item} apiOrigin={apiOrigin} />
      <div className={styles.words}>
        <p>
          <Link href={`/sales/${sale.id}`}>{sale.name}</Link>
        </p>
        <h1>{item.name}</h1>
        <ItemActions offer={offer} />
        {rarity && <p>{limitWords(sale.buyer_limit)}</p>}
        {rarity ? <Traits item={item} rarity={rarity} /> : <Terms offer={offer} sale={sale} serverTime={serverTime} />}
        <LineStatus saleId={sale.id} />
      </div>
      <Neighbours neighbours={neighbours} apiOrigin={apiOrigin} />
    </main>
  )
}
