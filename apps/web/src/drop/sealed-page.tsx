import { NeedsAccount } from '../account/needs-account'
import type { SealedDrop } from '../data/read-drop'
import { PlayMoney } from '../paying/play-money'
import { QueueSlot } from '../queue/queue-slot'
import styles from './hero.module.css'
import { Lead } from './lead'
import { MerchantSales } from './merchant-sales'
import { NextDrop } from './next-drop'
import { SaleTime } from './sale-time'
import { StillOpen } from './still-open'

/** A sealed sale, with outlines in place of its items. */
export function SealedPage({ drop }: { drop: SealedDrop }) {
  const { sale, stillOpen, serverTime } = drop
  return (
    <main id="items">
      <section className={styles.hero}>
        <div className={styles.words}>
          <h1>{sale.name}</h1>
          <div className={styles.lead}>
            <Lead sale={sale} />
            <NeedsAccount sale={sale} />
          </div>
          <QueueSlot sale={sale} serverTime={serverTime} sealed />
          <div className={styles.money}>
            <PlayMoney sale={sale} />
          </div>
          <SaleTime sale={sale} serverTime={serverTime} nextStartsAt={sale.starts_at} />
        </div>
        <NextDrop next={sale} heading="What’s inside" />
      </section>
      <MerchantSales sales={stillOpen} serverTime={serverTime} />
      <StillOpen sales={stillOpen} />
    </main>
  )
}
