import type { Drop } from '../data/read-drop'
import { Countdown } from '../time/countdown'
import styles from './hero.module.css'

/** The one time that matters now: when the next hourly sale begins; when a merchant's sale begins or ends, if it does. */
export function SaleTime({ sale, serverTime, nextStartsAt }: Pick<Drop, 'sale' | 'serverTime' | 'nextStartsAt'>) {
  const [words, until] = timeOf(sale, nextStartsAt)
  return (
    <div className={styles.time} data-kind={sale.kind}>
      {until && (
        <>
          <p>{words}</p>
          <Countdown until={until} serverTime={serverTime} />
          {sale.kind === 'hourly' && (
            <a href="/next.ics" download>
              Put it in a calendar
            </a>
          )}
        </>
      )}
    </div>
  )
}

function timeOf({ kind, status, starts_at, ends_at }: Drop['sale'], nextStartsAt: string): [string, string | null] {
  if (kind === 'hourly') return ['The next sale begins in', nextStartsAt]
  if (status === 'scheduled') return ['This sale begins in', starts_at]
  return ['This sale ends in', status === 'open' || status === 'paused' ? ends_at : null]
}
