import { useQuery } from '@tanstack/react-query'
import { countWords } from '../../words/count'
import { refusalWords, shareWords, stageWords } from '../../words/funnel'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { type Outputs, useTRPC } from '../shell/api'
import styles from './funnel.module.css'

/** The server reads it again as often. */
const POLL_MS = 5_000

type Funnel = Outputs['sales']['funnel']

/** How far the people of a sale came, and why others did not. Live while `isOver` is false. */
export function FunnelSection({ id, isOver }: { id: number; isOver: boolean }) {
  const trpc = useTRPC()
  const { data: funnel, error } = useQuery(
    trpc.sales.funnel.queryOptions({ id }, { refetchInterval: isOver ? false : POLL_MS }),
  )
  return (
    <Section title="Funnel" note="from visit to purchase; people, not requests">
      <Refused error={error} />
      {funnel ? (
        <>
          <Stages funnel={funnel} />
          <Refusals funnel={funnel} />
        </>
      ) : (
        !error && <p role="status">Loading…</p>
      )}
    </Section>
  )
}

/** One bar per stage, as wide as its share of the largest. Each states its part of the stage before. */
function Stages({ funnel }: { funnel: Funnel }) {
  const stages = (['visited', 'joined', 'checked_out', 'bought'] as const).flatMap((stage) => {
    const people = funnel[stage]
    return people === null ? [] : [{ stage, people }]
  })
  const most = Math.max(1, ...stages.map(({ people }) => people))
  return (
    <ol className={styles.stages}>
      {stages.map(({ stage, people }, at) => (
        <li key={stage} data-stage={stage} style={{ '--share': people / most } as object}>
          <span>
            <strong>{stageWords[stage].name}</strong> <small>{stageWords[stage].note}</small>
          </span>
          <i aria-hidden="true" />{' '}
          <span>
            <strong>{countWords(people)}</strong> <small>{shareWords(people, stages[at - 1])}</small>
          </span>
        </li>
      ))}
    </ol>
  )
}

const Refusals = ({ funnel }: { funnel: Funnel }) => (
  <Table
    caption="Refused, by reason"
    none="Nobody was refused."
    rows={funnel.refused}
    keyOf={({ step, code }) => `${step} ${code}`}
    columns={[
      { name: 'Refused because', wide: true, of: (refusal) => refusalWords(refusal) },
      { name: 'Times', figures: true, of: ({ count }) => countWords(count) },
      { name: 'People', figures: true, of: ({ people }) => countWords(people) },
    ]}
  />
)
