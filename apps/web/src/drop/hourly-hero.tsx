import Link from 'next/link'
import type { HourlyDrop } from '../data/read-drop'
import { Field } from '../field/field'
import { ConnectionStatus } from '../live/connection-status'
import { limitWords } from '../words/sale'
import styles from './hero.module.css'
import { Lead } from './lead'
import { Left } from './left'
import { Milestones } from './milestones'
import { Pace } from './pace'
import { SaleTime } from './sale-time'
import { StillOpen } from './still-open'

interface HourlyHeroProps {
  drop: HourlyDrop
  featured: Parameters<typeof Field>[0]['featured']
}

/** The sale's name, time and figures, beside its field. */
export function HourlyHero({ drop, featured }: HourlyHeroProps) {
  const { sale, states, pace, serverTime, nextStartsAt, stillOpen } = drop
  return (
    <section className={styles.hero}>
      <div className={styles.words}>
        <h1>{sale.name}</h1>
        <div className={styles.lead}>
          <Lead sale={sale} />
          <p>{limitWords(sale.buyer_limit)}</p>
        </div>
        <StillOpen sales={stillOpen} />
        <SaleTime sale={sale} serverTime={serverTime} nextStartsAt={nextStartsAt} />
        <div className={styles.figures}>
          <Left sale={sale} />
          <Pace sale={sale} given={pace} />
        </div>
        <p className={styles.proof}>
          <Link href={`/sales/${sale.id}/proof`} prefetch={false}>
            See the proof
          </Link>
        </p>
        <Milestones sale={sale} />
        <ConnectionStatus saleId={sale.id} given={states} />
      </div>
      <Field key={sale.id} sale={sale} states={states} featured={featured} />
    </section>
  )
}
