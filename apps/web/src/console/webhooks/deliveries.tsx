import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { LoadOlder } from '../parts/load-older'
import { Mark, type Standing } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useChange } from '../parts/use-change'
import { type Outputs, useTRPC } from '../shell/api'

type Delivery = Outputs['webhooks']['deliveries']['deliveries'][number]

const POLL_MS = 2_000
const DELIVERIES_A_PAGE = 25

const standing: Record<Delivery['status'], Standing> = { pending: 'waiting', delivered: 'good', failed: 'bad' }

/** The delivery log, live. */
export function Deliveries({ id }: { id: string }) {
  const trpc = useTRPC()
  const found = useInfiniteQuery(
    trpc.webhooks.deliveries.infiniteQueryOptions(
      { id, limit: DELIVERIES_A_PAGE },
      { getNextPageParam: ({ next_cursor }) => next_cursor, refetchInterval: POLL_MS },
    ),
  )
  const change = useChange(trpc.webhooks.deliveries.pathFilter())
  const replay = useMutation(trpc.webhooks.replayDelivery.mutationOptions(change))
  return (
    <>
      <Refused error={found.error ?? replay.error} />
      {found.data && (
        <Table
          caption="Deliveries"
          none="No deliveries yet."
          rows={found.data.pages.flatMap((page) => page.deliveries)}
          keyOf={(delivery) => delivery.id}
          columns={[
            { name: 'Event', of: ({ event_id, event_type }) => `${event_type} ${event_id}` },
            { name: 'Status', of: ({ status }) => <Mark standing={standing[status]}>{status}</Mark> },
            { name: 'Response', wide: true, of: (delivery) => answerWords(delivery) },
            { name: 'Attempts', figures: true, of: ({ attempts }) => attempts },
            { name: 'Next attempt', of: ({ next_attempt_at }) => <Moment at={next_attempt_at} otherwise="–" /> },
            { name: 'Created', of: ({ created_at }) => <Moment at={created_at} /> },
            {
              name: '',
              of: ({ id: delivery, event_type }) => (
                <button
                  type="button"
                  className="quiet"
                  disabled={replay.isPending}
                  onClick={() => replay.mutate({ id, delivery_id: delivery })}
                >
                  Replay<span className="unseen"> this {event_type}</span>
                </button>
              ),
            },
          ]}
        />
      )}
      <LoadOlder list={found} />
    </>
  )
}

const answerWords = ({ response_status, error, duration_ms }: Delivery): string =>
  [response_status, error, duration_ms !== null && `${duration_ms} ms`].filter(Boolean).join(', ') || '–'
