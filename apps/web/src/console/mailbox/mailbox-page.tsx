'use client'

import { useQuery } from '@tanstack/react-query'
import { Moment } from '../parts/moment'
import { Page } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useTRPC } from '../shell/api'

const POLL_MS = 2_000

/** The development mailbox: mails that are shown instead of being sent. */
export function MailboxPage() {
  const trpc = useTRPC()
  const found = useQuery(trpc.mailbox.list.queryOptions(undefined, { refetchInterval: POLL_MS }))
  return (
    <Page
      title="Mailbox"
      lead="Without a mail server, and on loopback only, mails are shown here for an hour instead of being sent."
    >
      <Refused error={found.error} />
      {found.data && (
        <Table
          caption="Mails"
          none="No mails in the last hour."
          rows={found.data.mails}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Time', of: ({ created_at }) => <Moment at={created_at} /> },
            { name: 'To', wide: true, of: ({ to }) => to },
            { name: 'Subject', wide: true, of: ({ subject }) => subject },
          ]}
        />
      )}
    </Page>
  )
}
