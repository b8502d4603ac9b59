'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { LoadOlder } from '../parts/load-older'
import { Mark } from '../parts/mark'
import { Moment } from '../parts/moment'
import { Page } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useTRPC } from '../shell/api'

/** All operator actions, logged before they ran. */
export function AuditLogPage() {
  const trpc = useTRPC()
  const found = useInfiniteQuery(
    trpc.actions.list.infiniteQueryOptions({}, { getNextPageParam: ({ next_cursor }) => next_cursor }),
  )
  return (
    <Page
      title="Audit log"
      lead="Every operator action is logged before it runs, then its outcome: in the console, over REST or in a terminal."
    >
      <Refused error={found.error} />
      {found.data && (
        <Table
          caption="Operator actions"
          none="No actions yet."
          rows={found.data.pages.flatMap((page) => page.actions)}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Time', of: ({ at }) => <Moment at={at} /> },
            { name: 'Action', of: ({ action }) => <code>{action}</code> },
            { name: 'Subject', wide: true, of: ({ subject }) => subject || '–' },
            { name: 'Outcome', of: ({ outcome }) => <OutcomeMark outcome={outcome} /> },
            { name: 'Operator', wide: true, of: ({ actor, email }) => email ?? actor },
          ]}
        />
      )}
      <LoadOlder list={found} />
    </Page>
  )
}

function OutcomeMark({ outcome }: { outcome: string | null }) {
  if (outcome === null) return <Mark standing="warn">unknown</Mark>
  return <Mark standing={outcome === 'ok' ? 'good' : 'over'}>{outcome}</Mark>
}
