import { useQuery } from '@tanstack/react-query'
import { countWords } from '../../words/count'
import { Figures } from '../parts/figures'
import { Mark } from '../parts/mark'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useTRPC } from '../shell/api'

const SUM_MS = 10_000

const PROMISES = { exact: 'Exact', fair: 'Fair', conserved: 'Conserved' }

/** The audit of a sale: the ledger's totals and whether each guarantee holds. */
export function SaleAudit({ id }: { id: number }) {
  const trpc = useTRPC()
  const { data: audit, error } = useQuery(trpc.sales.audit.queryOptions({ id }, { refetchInterval: SUM_MS }))
  return (
    <Section title="Audit" note="recounted from the ledger every ten seconds">
      <Refused error={error} />
      {audit && (
        <Figures
          figures={[
            ...Object.entries(audit.promises).map(([promise, kept]) => ({
              name: PROMISES[promise as keyof typeof PROMISES],
              value: <Mark standing={kept ? 'good' : 'bad'}>{kept ? 'kept' : 'broken'}</Mark>,
            })),
            {
              name: 'Orders',
              of: 'orders',
              value: countWords(audit.orders),
              note: `from ${countWords(audit.buyers)} buyers; most per buyer: ${audit.most_per_buyer} of ${countWords(audit.buyer_limit)}`,
            },
            {
              name: 'Returned',
              of: 'returned',
              value: countWords(audit.units.returned),
              note: `${countWords(audit.units.awaiting_payment)} held units await payment`,
            },
            {
              name: 'Attempts',
              value: countWords(Object.values(audit.attempts).reduce((sum, count) => sum + count, 0)),
              note: `${countWords(audit.attempts.ok ?? 0)} succeeded`,
            },
          ]}
        />
      )}
    </Section>
  )
}
