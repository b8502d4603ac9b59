import Link from 'next/link'
import type { Proof } from '../data/read-proof'
import { FieldPicture } from '../field/field-picture'
import { utcWords } from '../words/time'
import { AskOnce } from './ask-once'
import { Books } from './books'
import { Check } from './check'
import { Promises } from './promises'
import styles from './proof.module.css'
import { Seal } from './seal'

/** A sale's books, open to everybody: what is claimed, what it is claimed from, and how to check it. */
export function ProofPage({ proof: { sale, audit }, apiOrigin }: { proof: Proof; apiOrigin: string }) {
  return (
    <main className={styles.proof} id="items">
      <header>
        <p>
          <Link href={`/sales/${sale.id}`}>{sale.name}</Link>
        </p>
        <h1>The proof</h1>
        <p>
          Counted at <time dateTime={audit.at}>{utcWords(audit.at)}</time>: the ledger’s rows of this sale were summed
          anew for this page, all at one instant. <AskOnce />
        </p>
        <p>
          While a sale is open every server compares the gate with the ledger, again and again as it sells; what differs
          twice in a row has the gate built anew from the ledger.
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
        <Books audit={audit} />
        <Check audit={audit} apiOrigin={apiOrigin} />
      </div>
    </main>
  )
}
