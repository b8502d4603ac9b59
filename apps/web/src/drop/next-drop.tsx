import { PICTURE_VIEW_BOX, shadowOf } from '@hourglass/core/catalog'
import type { SaleView } from '@hourglass/core/contract'
import Link from 'next/link'
import styles from './next-drop.module.css'

/** Number of outlines. They belong to no item. */
const SHOWN = 8

/** The next sale, sealed until it opens: a few outlines and a link to its commitment. */
export function NextDrop({ next, heading }: { next: SaleView | null; heading?: string }) {
  const made = next?.status === 'scheduled' && next.seed === null ? next : null
  const seed = made?.teaser_seed ?? null
  return (
    <section className={styles.next} aria-labelledby="next">
      <h2 id="next">{heading ?? made?.name ?? 'The next drop'}</h2>
      <p>
        {made
          ? 'Sealed until it opens. These outlines show what to expect, not the items themselves.'
          : 'It’s sealed a few minutes before it opens.'}
      </p>
      {made && seed !== null && (
        <div className={styles.shadows} role="img" aria-label="A few outlines">
          {Array.from({ length: SHOWN }, (_, at) => shadowOf({ seed, edition: made.edition }, at)).map((outline) => (
            <svg key={outline} viewBox={PICTURE_VIEW_BOX} aria-hidden="true">
              <path d={outline} />
            </svg>
          ))}
        </div>
      )}
      {made?.commitment && (
        <p>
          <Link href={`/sales/${made.id}/proof`} className="alone" prefetch={false}>
            How the seal works
          </Link>
        </p>
      )}
    </section>
  )
}
