import type { MachineSample } from '@hourglass/server/console'
import { countWords } from '../../words/count'
import { type Figure, Figures } from '../parts/figures'
import { Mark } from '../parts/mark'
import { ageWords, figureWords } from './figures'

/** A backlog older than this is highlighted: holds are released and events sent within a second. */
const WAITING_MS_MAX = 5_000

/** The state of gate, ledger, reconciler and outbox. */
export function StateFigures({ sample }: { sample: MachineSample }) {
  const { gate, ledger, reconciler, backlog, payments } = sample
  const { attempts, takes } = ledger
  return (
    <Figures
      figures={[
        {
          name: 'Gate',
          of: 'gate',
          value: <Mark standing={gate.up ? 'good' : 'warn'}>{gate.up ? 'up' : 'down'}</Mark>,
          note: gate.up ? epochWords(gate) : 'Selling continues through the ledger, more slowly.',
        },
        {
          name: 'Ledger',
          of: 'ledger',
          value:
            ledger.up === null ? '–' : <Mark standing={ledger.up ? 'good' : 'bad'}>{ledger.up ? 'up' : 'down'}</Mark>,
          note: ledger.up === false ? 'PostgreSQL is unreachable. Nothing can be sold.' : null,
        },
        {
          name: 'Order commits',
          of: 'takes',
          value: takes.commit_ms === null ? 'none' : `${figureWords(takes.commit_ms)} ms`,
          note: takes.commits > 0 ? `${figureWords(takes.rows / takes.commits)} rows each` : 'this second',
        },
        {
          name: 'Attempt commits',
          of: 'attempts',
          value: attempts.commit_ms === null ? 'none' : `${figureWords(attempts.commit_ms)} ms`,
          note: attempts.commits > 0 ? `${figureWords(attempts.rows / attempts.commits)} rows each` : 'this second',
        },
        { name: 'Rows queued', of: 'waiting', value: countWords(ledger.waiting), note: 'for a commit' },
        {
          name: 'Reconciler',
          of: 'reconciler',
          value: reconciler ? (
            <Mark standing={reconciler.repaired > 0 ? 'warn' : 'good'}>
              {reconciler.repaired > 0 ? `repaired ${countWords(reconciler.repaired)}` : 'in sync'}
            </Mark>
          ) : (
            'no data yet'
          ),
          note:
            reconciler &&
            `${ageWords(Date.parse(sample.at) - Date.parse(reconciler.at))} ago, ${salesWords(reconciler.sales)}`,
        },
        {
          name: 'Overdue holds',
          of: 'overdue',
          value: backlog ? (
            <Mark standing={backlog.holds_overdue_ms > WAITING_MS_MAX ? 'bad' : 'good'}>
              {countWords(backlog.holds_overdue)}
            </Mark>
          ) : (
            '–'
          ),
          note: backlog && (backlog.holds_overdue > 0 ? `oldest by ${ageWords(backlog.holds_overdue_ms)}` : 'none'),
        },
        ...(backlog?.events ?? []).map((reader) => ({
          name: `Outbox, ${reader.consumer}`,
          of: `events-${reader.consumer}`,
          value: <Mark standing={reader.age_ms > WAITING_MS_MAX ? 'warn' : 'good'}>{countWords(reader.waiting)}</Mark>,
          note: reader.waiting > 0 ? `pending, oldest ${ageWords(reader.age_ms)}` : 'none pending',
        })),
        ...(payments ? [paymentsFigure(payments)] : []),
        {
          name: 'Live connections',
          of: 'readers',
          value: countWords(sample.readers),
          note: 'to this server’s feed',
        },
        {
          name: 'Event loop',
          of: 'busy',
          value: `${Math.round(sample.busy * 100)}%`,
          note: `busy; ${countWords(sample.memory_mb)} MB resident`,
        },
      ]}
    />
  )
}

function paymentsFigure({ provider, circuit, figures }: NonNullable<MachineSample['payments']>): Figure {
  const isLate = figures !== null && (figures.overdueMs > WAITING_MS_MAX || figures.failing > 0)
  return {
    name: `Payments, ${provider}`,
    of: 'payments',
    value: (
      <Mark standing={circuit !== 'closed' ? 'bad' : isLate ? 'warn' : 'good'}>
        {circuit === 'closed' ? (isLate ? 'late' : 'up') : 'away'}
      </Mark>
    ),
    note: figures && stepsWords(figures),
  }
}

type PaymentFigures = NonNullable<NonNullable<MachineSample['payments']>['figures']>

function stepsWords({ waiting, overdueMs, failing, lost }: PaymentFigures): string {
  const late = overdueMs > WAITING_MS_MAX ? `, oldest due ${ageWords(overdueMs)} ago` : ''
  const failed = failing > 0 ? `, ${countWords(failing)} failing` : ''
  const gone = lost > 0 ? `, ${countWords(lost)} lost this week` : ''
  return `${countWords(waiting)} in progress${late}${failed}${gone}`
}

const epochWords = ({ sale_id, epoch }: MachineSample['gate']): string =>
  sale_id === null ? 'no hourly sale is open' : `epoch ${epoch} of sale ${sale_id}`

const salesWords = (sales: number): string => (sales === 1 ? 'one sale' : `${sales} sales`)
