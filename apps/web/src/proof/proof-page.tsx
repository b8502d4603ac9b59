'use client'

import type { AuditView } from '@hourglass/core/contract'
import Link from 'next/link'
import { lazy, Suspense } from 'react'
import type { Proof } from '../data/read-sale'
import { FieldPicture } from '../field/field-picture'
import { promiseWords } from '../words/proof'
import { pageMomentWords } from '../words/time'
import { useLocale } from '../words/use-locale'
import { AuditTable } from './audit-table'
import styles from './proof.module.css'
import { RecountButton } from './recount-button'
import { Seal } from './seal'

const Draw = lazy(() => import('./draw').then(({ Draw }) => ({ default: Draw })))

/** The draw of a sale that has a waiting room, or had one until its door was opened. Its code is loaded for such sales only. */
function DrawSlot({ sale }: { sale: Proof['sale'] }) {
  return sale.door !== 'open' && <Suspense>{<Draw sale={sale} />}</Suspense>
}

/** The public audit of a sale: the guarantees, the totals behind them, and how to verify them. */
export function ProofPage({ proof: { sale, audit }, apiOrigin }: { proof: Proof; apiOrigin: string }) {
  useLocale()
  return (
    <main className={styles.proof} id="items">
      <header>
        <p>
          <Link href={`/sales/${sale.id}`} className="alone">
            {sale.name}
          </Link>
        </p>
        <h1>Proof</h1>
        <p>
          Counted at <time dateTime={audit.at}>{pageMomentWords(audit.at)}</time>, from a single snapshot of the ledger.{' '}
          <RecountButton />
        </p>
        <p>
          While a drop is open, every server keeps comparing the gate with the ledger. If the two differ twice in a row,
          the gate is rebuilt from the ledger.
        </p>
      </header>
      {sale.kind === 'hourly' && sale.seed !== null && (
        <div className={styles.field}>
          <FieldPicture sale={sale} />
        </div>
      )}
      <div className={styles.evidence}>
        <Promises audit={audit} />
        <Seal sale={sale} />
        <DrawSlot sale={sale} />
        <AuditTable audit={audit} />
        <Check audit={audit} apiOrigin={apiOrigin} />
      </div>
    </main>
  )
}

/** How to verify the audit without this page. */
function Check({ audit, apiOrigin }: { audit: AuditView; apiOrigin: string }) {
  const path = `${apiOrigin}/v1/sales/${audit.sale_id}`
  return (
    <section aria-labelledby="check">
      <h2 id="check">Check it yourself</h2>
      <p>
        The totals come from <code>/audit</code>. The items behind them are public too: count the sold ones and compare.
      </p>
      <pre className={styles.command}>{`curl ${path}/audit\ncurl '${path}/items?state=sold&limit=1'`}</pre>
      <p>
        <code>total</code> in the second response equals <code>units.sold</code> in the first, provided each item has
        one unit and no one buys in between.
      </p>
    </section>
  )
}

/** The guarantees, and whether the audit confirms them. */
function Promises({ audit }: { audit: AuditView }) {
  return (
    <section aria-labelledby="promises">
      <h2 id="promises">Our guarantees</h2>
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
