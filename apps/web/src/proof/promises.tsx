import type { AuditView } from '@hourglass/core/contract'
import { promiseWords } from '../words/proof'
import styles from './proof.module.css'

/** What is promised, and whether the books keep it. */
export function Promises({ audit }: { audit: AuditView }) {
  return (
    <section aria-labelledby="promises">
      <h2 id="promises">What is promised</h2>
      <ul className={styles.promises}>
        {Object.entries(audit.promises).map(([promise, kept]) => (
          <li key={promise} data-promise={promise} data-kept={kept}>
            <strong>{kept ? 'Kept' : 'Broken'}</strong>
            <span>{promiseWords(audit)[promise as keyof AuditView['promises']]}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
