import { PICTURE_VIEW_BOX, shadowOf } from '@hourglass/core/catalog'
import type { Drop } from '../data/read-drop'
import styles from './next-drop.module.css'

/** Things whose outlines are shown: the first ones. */
const SHOWN = 8

/** The next sale, of which only outlines are told, once its things have been made. */
export function NextDrop({ next }: Pick<Drop, 'next'>) {
  const made = next?.kind === 'hourly' ? next : null
  const shown = made ? Math.min(SHOWN, made.items_count) : 0
  return (
    <section className={styles.next} aria-labelledby="next">
      <h2 id="next">{made ? made.name : 'The next drop'}</h2>
      <p>
        {made
          ? 'What it will have, in outline. Colours, names and prices come with the sale.'
          : 'Its things are made shortly before it begins; their outlines are shown here then.'}
      </p>
      {made && (
        <div className={styles.shadows} role="img" aria-label={`Outlines of ${shown} things`}>
          {Array.from({ length: shown }, (_, at) => shadowOf(made.seed, at)).map((outline) => (
            <svg key={outline} viewBox={PICTURE_VIEW_BOX} aria-hidden="true">
              <path d={outline} />
            </svg>
          ))}
        </div>
      )}
    </section>
  )
}
