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
  const { data: books, error } = useQuery(trpc.sales.audit.queryOptions({ id }, { refetchInterval: SUM_MS }))
  return (
    <Section title="Audit" note="recounted from the ledger every ten seconds">
      <Refused error={error} />
      {books && (
        <Figures
          figures={[
            ...Object.entries(books.promises).map(([promise, kept]) => ({
              name: PROMISES[promise as keyof typeof PROMISES],
              value: <Mark standing={kept ? 'good' : 'bad'}>{kept ? 'kept' : 'broken'}</Mark>,
            })),
            {
              name: 'Orders',
              of: 'orders',
              value: countWords(books.orders),
              note: `from ${countWords(books.buyers)} buyers; most per buyer: ${books.most_per_buyer} of ${countWords(books.buyer_limit)}`,
            },
            {
              name: 'Attempts',
              value: countWords(Object.values(books.attempts).reduce((sum, count) => sum + count, 0)),
              note: `${countWords(books.attempts.ok ?? 0)} succeeded`,
            },
          ]}
        />
      )}
    </Section>
  )
}
