import type { SaleView } from '@hourglass/core/contract'
import styles from './proof.module.css'
import { SealCheck } from './seal-check'

/** The commitment of a sale, and how to verify it. */
export function Seal({ sale }: { sale: SaleView }) {
  return (
    <section aria-labelledby="seal">
      <h2 id="seal">The seal</h2>
      <SealWords sale={sale} />
    </section>
  )
}

function SealWords({ sale }: { sale: SaleView }) {
  const { id, edition, commitment, secret, starts_at, kind } = sale
  if (!commitment) return <p>This drop was scheduled without a seal, so there’s nothing to check.</p>
  if (!secret)
    return (
      <>
        <p>
          {kind === 'hourly' ? 'The items are sealed until the drop opens.' : 'The drop hasn’t opened.'} This commitment
          binds them to a secret that is published here when it opens.
        </p>
        <p className={styles.hash}>{commitment}</p>
      </>
    )
  return (
    <>
      <p>
        {kind === 'hourly'
          ? 'Every name, price and picture is derived from one secret. Its commitment was published when the drop was scheduled, so the items were fixed before anyone could buy.'
          : 'Generated pictures are derived from one secret, whose commitment was published when the drop was scheduled. The merchant sets names, prices and stock; the seal doesn’t cover those.'}
      </p>
      <SealCheck sale={{ ...sale, commitment, secret }} />
      <p>Check the commitment in a terminal:</p>
      <pre className={styles.command}>
        {`(printf 'hourglass/drop/v${edition}\\n${id}\\n${new Date(starts_at).toISOString()}\\n'\n printf ${secret} | xxd -r -p) | sha256sum\n# ${commitment}`}
      </pre>
    </>
  )
}
