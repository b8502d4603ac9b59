'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useTRPC } from '../shell/api'
import { NewWebhook } from './new-webhook'
import { WebhookMark } from './webhook-mark'

/** The webhooks of all partners. */
export function WebhooksPage() {
  const trpc = useTRPC()
  const { data, error } = useQuery(trpc.webhooks.list.queryOptions({}))
  return (
    <Page
      title="Webhooks"
      lead="The newest two hundred, across all partners. The relay sends events to them and logs every delivery."
    >
      <Refused error={error} />
      {data && (
        <Table
          caption="Webhooks"
          none="No webhooks yet."
          rows={data.webhooks}
          keyOf={({ id }) => id}
          columns={[
            { name: 'URL', wide: true, of: ({ id, url }) => <Link href={`/console/webhooks/${id}`}>{url}</Link> },
            { name: 'Owner', of: ({ principal }) => principal },
            { name: 'Status', of: (webhook) => <WebhookMark webhook={webhook} /> },
            { name: 'Events', wide: true, of: ({ types }) => (types.includes('*') ? 'all' : types.join(', ')) },
            { name: 'Created', of: ({ created_at }) => <Moment at={created_at} /> },
          ]}
        />
      )}
      <Section title="New webhook" note="owned by the operator; receives all events">
        <NewWebhook />
      </Section>
    </Page>
  )
}
