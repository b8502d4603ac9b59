'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Page } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useTRPC } from '../shell/api'

/** What operators have done, written before it was done. */
export function RecordPage() {
  const trpc = useTRPC()
  const found = useInfiniteQuery(
    trpc.actions.list.infiniteQueryOptions({}, { getNextPageParam: ({ next_cursor }) => next_cursor }),
  )
  return (
    <Page
      title="Record"
      lead="Every action of an operator is written down before it is done, then what came of it: here, over REST, at a terminal."
    >
      <Refused error={found.error} />
      {found.data && (
        <Table
          caption="Actions of operators"
          none="Nobody has done anything yet."
          rows={found.data.pages.flatMap((page) => page.actions)}
          keyOf={({ id }) => id}
          columns={[
            { name: 'When', of: ({ at }) => <Moment at={at} /> },
            { name: 'What', of: ({ action }) => <code>{action}</code> },
            { name: 'To what', wide: true, of: ({ subject }) => subject || '–' },
            { name: 'Outcome', of: ({ outcome }) => <OutcomeMark outcome={outcome} /> },
            { name: 'Who', wide: true, of: ({ actor }) => actor },
          ]}
        />
      )}
      {found.hasNextPage && (
        <p>
          <button type="button" className="plain" onClick={() => found.fetchNextPage()}>
            Older
          </button>
        </p>
      )}
    </Page>
  )
}

function OutcomeMark({ outcome }: { outcome: string | null }) {
  if (outcome === null) return <Mark standing="warn">unknown</Mark>
  return <Mark standing={outcome === 'ok' ? 'good' : 'over'}>{outcome}</Mark>
}
