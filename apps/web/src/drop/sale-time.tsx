import type { Drop } from '../data/read-drop'
import { RefreshAtZero } from '../time/auto-refresh'
import { Countdown } from '../time/countdown'
import styles from './hero.module.css'
import { NextOpening } from './next-opening'

/** The start of the next hourly sale, or the start or end of a merchant sale. */
export function SaleTime({ sale, serverTime, nextStartsAt }: Pick<Drop, 'sale' | 'serverTime' | 'nextStartsAt'>) {
  if (sale.kind === 'hourly') {
    return (
      <div className={styles.time} data-kind={sale.kind}>
        <NextOpening key={nextStartsAt} startsAt={nextStartsAt} serverTime={serverTime} />
        <a href="/next.ics" download>
          Add to calendar
        </a>
      </div>
    )
  }
  const [words, until] = timeOf(sale)
  return (
    <div className={styles.time} data-kind={sale.kind}>
      {until && (
        <>
          <p>{words}</p>
          <Countdown
            until={until}
            serverTime={serverTime}
            atZero={sale.status === 'scheduled' ? 'Opening' : 'Closing'}
          />
          <RefreshAtZero until={until} serverTime={serverTime} />
        </>
      )}
    </div>
  )
}

function timeOf({ status, starts_at, ends_at }: Drop['sale']): [string, string | null] {
  if (status === 'scheduled') return ['This drop opens in', starts_at]
  return ['This drop ends in', status === 'open' || status === 'paused' ? ends_at : null]
}
