import type { ItemView } from '@hourglass/core/contract'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import { NeedsAccount } from '../account/needs-account'
import { type Offer, offerOf } from '../buying/offer'
import type { ItemDetails } from '../data/read-item'
import { ConnectionStatus } from '../live/connection-status'
import { PlayMoney } from '../paying/play-money'
import { EndsIn } from '../time/ends-in'
import { limitWords } from '../words/sale'
import { History } from './history'
import { ItemActions } from './item-actions'
import styles from './item-page.module.css'
import { Neighbours } from './neighbours'
import { Picture } from './picture'
import { UnitsLeft } from './units-left'

export function ItemPage({ details, apiOrigin }: { details: ItemDetails; apiOrigin: string }) {
  const { item, sale, history, rarity, neighbours, serverTime } = details
  const offer = offerOf(item, sale)
  return (
    <main className={styles.item} id="items" data-item={item.id} style={{ '--item': item.colour } as CSSProperties}>
      <Picture item={item} apiOrigin={apiOrigin} sizes="(max-width: 60rem) 100vw, 56vw" />
      <div className={styles.words}>
        <p>
          <Link href={`/sales/${sale.id}`} className="alone">
            {sale.name}
          </Link>
        </p>
        <h1>{item.name}</h1>
        <NeedsAccount sale={sale} />
        <ItemActions offer={offer} />
        <PlayMoney sale={sale} />
        {rarity && <p>{limitWords(sale.buyer_limit)}</p>}
        {rarity ? <Traits item={item} rarity={rarity} /> : <Terms offer={offer} sale={sale} serverTime={serverTime} />}
        {item.description && (
          <p className={styles.description} dir="auto">
            {item.description}
          </p>
        )}
        <History offer={offer} given={history} />
        <ConnectionStatus saleId={sale.id} />
      </div>
      <Neighbours neighbours={neighbours} apiOrigin={apiOrigin} />
    </main>
  )
}

/** A merchant item's terms: units left, end of the sale, limit per buyer. */
function Terms({ offer, sale, serverTime }: { offer: Offer; serverTime: string } & Pick<ItemDetails, 'sale'>) {
  return (
    <div>
      {offer.stock > 1 && <UnitsLeft offer={offer} />}
      {sale.ends_at && <EndsIn until={sale.ends_at} serverTime={serverTime} />}
      {offer.most < offer.stock && <p>{limitWords(offer.most)}</p>}
    </div>
  )
}

/** The traits of the item and its rarity. */
function Traits({ item, rarity }: { item: ItemView; rarity: NonNullable<ItemDetails['rarity']> }) {
  return (
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
  )
}
