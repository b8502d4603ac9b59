import type { AuditView } from '@hourglass/core/contract'
import styles from './proof.module.css'

/** How anyone can check it without this page. */
export function Check({ audit, apiOrigin }: { audit: AuditView; apiOrigin: string }) {
  const path = `${apiOrigin}/v1/sales/${audit.sale_id}`
  return (
    <section aria-labelledby="check">
      <h2 id="check">Check it yourself</h2>
      <p>
        The sums come from <code>/audit</code>. What they are of is open as well: the items of the sale say which are
        sold; count them, and compare.
      </p>
      <pre className={styles.command}>{`curl ${path}/audit\ncurl '${path}/items?state=sold&limit=1'`}</pre>
      <p>
        <code>total</code> of the second is <code>units.sold</code> of the first, as long as each item has one unit and
        nobody buys in between.
      </p>
    </section>
  )
}
