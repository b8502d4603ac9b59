import type { GeneratedItem } from '@hourglass/core/catalog'
import Link from 'next/link'
import { NeedsAccount } from '../account/needs-account'
import choices from '../buying/choices.module.css'
import type { HourlyDrop } from '../data/read-drop'
import { Field } from '../field/field'
import { ConnectionStatus } from '../live/connection-status'
import { QueueLink } from '../queue/queue-link'
import { QueueSlot } from '../queue/queue-slot'
import { Activity } from './activity'
import { Choose } from './choose'
import { Glimpse } from './glimpse'
import styles from './hero.module.css'
import { Lead } from './lead'
import { Left } from './left'
import { Milestones } from './milestones'
import { Pace } from './pace'
import { Place } from './place'
import { SaleTime } from './sale-time'
import { StillOpen } from './still-open'

interface HourlyHeroProps {
  drop: HourlyDrop
  featured: Parameters<typeof Field>[0]['featured']
  /** A few of the rarest available items. */
  rarest: readonly GeneratedItem[]
  apiOrigin: string
}

/** What is on sale, how much is left and where to buy, beside the field. */
export function HourlyHero({ drop, featured, rarest, apiOrigin }: HourlyHeroProps) {
  const { sale, states, pace, serverTime, next, nextStartsAt, stillOpen } = drop
  return (
    <section className={styles.hero}>
      <div className={styles.words}>
        <h1>{sale.name}</h1>
        <div className={styles.lead}>
          <Lead sale={sale} />
          <Place sale={sale} />
          <NeedsAccount sale={sale} />
        </div>
        <QueueSlot sale={sale} serverTime={serverTime} />
        <Glimpse sale={sale} items={rarest} apiOrigin={apiOrigin} />
        <div className={styles.figures}>
          <Left sale={sale} />
          <Pace sale={sale} given={pace} />
        </div>
        <div className={choices.choices}>
          <Choose sale={sale} />
          <Link href={`/sales/${sale.id}/proof`} className={choices.second} prefetch={false}>
            See the proof
          </Link>
        </div>
        <SaleTime sale={sale} serverTime={serverTime} nextStartsAt={nextStartsAt} />
        <QueueLink next={next} />
        <StillOpen sales={stillOpen} />
        <Activity sale={sale} />
        <Milestones sale={sale} />
        <ConnectionStatus saleId={sale.id} given={states} />
      </div>
      <Field key={sale.id} sale={sale} states={states} featured={featured} />
    </section>
  )
}
