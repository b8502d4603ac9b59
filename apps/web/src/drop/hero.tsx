import type { ItemView } from '@hourglass/core/contract'
import Link from 'next/link'
import { NeedsAccount } from '../account/needs-account'
import choices from '../buying/choices.module.css'
import type { MerchantDrop } from '../data/read-drop'
import { Picture } from '../item/picture'
import { ConnectionStatus } from '../live/connection-status'
import { PlayMoney } from '../paying/play-money'
import { QueueSlot } from '../queue/queue-slot'
import { limitWords } from '../words/sale'
import { Choose } from './choose'
import styles from './hero.module.css'
import { Lead } from './lead'
import { Left } from './left'
import { SaleTime } from './sale-time'

interface HeroProps {
  drop: MerchantDrop
  featured: ItemView | undefined
  apiOrigin: string
}

export function Hero({ drop: { sale, states, serverTime, nextStartsAt }, featured, apiOrigin }: HeroProps) {
  return (
    <section className={styles.hero}>
      <div className={styles.words}>
        <h1>{sale.name}</h1>
        <div className={styles.lead}>
          <Lead sale={sale} />
          <p>{limitWords(sale.buyer_limit)}</p>
          <NeedsAccount sale={sale} />
        </div>
        <Left sale={sale} />
        <QueueSlot sale={sale} serverTime={serverTime} />
        <div className={choices.choices}>
          <Choose sale={sale} />
        </div>
        <div className={styles.money}>
          <PlayMoney sale={sale} />
        </div>
        <SaleTime sale={sale} serverTime={serverTime} nextStartsAt={nextStartsAt} />
        <ConnectionStatus saleId={sale.id} given={states} />
      </div>
      {featured && (
        <Link href={`/items/${featured.id}`} className={styles.featured} prefetch={false}>
          <Picture item={featured} apiOrigin={apiOrigin} alt="" />
          <span>{featured.name}</span>
        </Link>
      )}
    </section>
  )
}
