import type { AuditView } from '@hourglass/core/contract'
import { countWords } from '../words/count'
import { attemptWords } from '../words/proof'
import { useLocale } from '../words/use-locale'
import styles from './proof.module.css'

/** The totals of the audit. */
export function AuditTable({ audit }: { audit: AuditView }) {
  useLocale()
  const { units, attempts, gate } = audit
  const tried = Object.values(attempts).reduce((sum, count) => sum + count, 0)
  return (
    <section aria-labelledby="audit">
      <h2 id="audit">Audit</h2>
      <dl className={styles.audit}>
        <Row name="Units" value={units.stock} />
        <Row name="Sold" value={units.sold} />
        <Row name="Held" value={units.held} />
        {units.awaiting_payment > 0 && <Row name="of which await payment" value={units.awaiting_payment} />}
        <Row name="Free" value={units.free} />
        {units.returned > 0 && <Row name="Returned, no longer sold" value={units.returned} />}
        <Row name="Orders" value={audit.orders} />
        <Row name="Buyers" value={audit.buyers} />
        <Row name="Most per buyer" value={audit.most_per_buyer} note={`at most ${countWords(audit.buyer_limit)}`} />
        <Row name="Attempts" value={tried} />
        {Object.entries(attempts).map(([outcome, count]) => (
          <Row key={outcome} name="" value={count} note={attemptWords(outcome)} />
        ))}
        {gate ? (
          <Row name="Free in the gate" value={gate.free} note={`${countWords(gate.out)} held or in progress`} />
        ) : (
          <div>
            <dt>Gate</dt>
            <dd>Not loaded for this drop. The ledger alone decides.</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function Row({ name, value, note }: { name: string; value: number; note?: string }) {
  return (
    <div data-sum={name || note}>
      <dt>{name || <span className="unseen">Attempts that {note}</span>}</dt>
      <dd>
        {countWords(value)} {note && <span>{note}</span>}
      </dd>
    </div>
  )
}
