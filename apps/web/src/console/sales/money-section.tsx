import { useQuery } from '@tanstack/react-query'
import { countWords } from '../../words/count'
import { moneyWords } from '../../words/money'
import { statusWords } from '../../words/order'
import { Figures } from '../parts/figures'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { type Outputs, useTRPC } from '../shell/api'

const POLL_MS = 5_000

type Money = Outputs['sales']['money']

/** The orders of a sale by status, and the money that its provider has taken and given back. */
export function MoneySection({ id }: { id: number }) {
  const trpc = useTRPC()
  const { data: money, error } = useQuery(trpc.sales.money.queryOptions({ id }, { refetchInterval: POLL_MS }))
  return (
    <Section title="Orders and money" note="by the ledger">
      <Refused error={error} />
      {money ? (
        <>
          {money.payment === 'required' && <Sums money={money} />}
          <Statuses money={money} />
        </>
      ) : (
        !error && <p role="status">Loading…</p>
      )}
    </Section>
  )
}

function Sums({ money: { currency, captured, to_capture, refunded, to_refund, lost } }: { money: Money }) {
  const words = (amount: number) => moneyWords({ amount, currency })
  return (
    <Figures
      figures={[
        { name: 'Kept', of: 'kept', value: words(captured - refunded - to_refund), note: 'captured, less refunds' },
        { name: 'Captured', of: 'captured', value: words(captured), note: `${words(to_capture)} to capture` },
        { name: 'Refunded', of: 'refunded', value: words(refunded), note: `${words(to_refund)} on its way` },
        { name: 'Lost', of: 'lost', value: words(lost), note: 'sold, but the provider no longer had the money' },
      ]}
    />
  )
}

const Statuses = ({ money: { orders, currency } }: { money: Money }) => (
  <Table
    caption="Orders by status"
    none="No orders yet."
    rows={orders}
    keyOf={({ status }) => status}
    columns={[
      { name: 'Status', wide: true, of: ({ status }) => statusWords[status] },
      { name: 'Orders', figures: true, of: ({ orders }) => countWords(orders) },
      { name: 'Units', figures: true, of: ({ units }) => countWords(units) },
      { name: 'Total', figures: true, of: ({ total }) => moneyWords({ amount: total, currency }) },
    ]}
  />
)
