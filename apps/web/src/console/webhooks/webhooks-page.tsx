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

/** Where events are sent to, of all partners. */
export function WebhooksPage() {
  const trpc = useTRPC()
  const { data, error } = useQuery(trpc.webhooks.list.queryOptions({}))
  return (
    <Page
      title="Webhooks"
      lead="The newest two hundred, of all partners. The relay sends to them, and writes down what became of it."
    >
      <Refused error={error} />
      {data && (
        <Table
          caption="Webhooks"
          none="Nobody listens yet."
          rows={data.webhooks}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Address', wide: true, of: ({ id, url }) => <Link href={`/console/webhooks/${id}`}>{url}</Link> },
            { name: 'Whose', of: ({ principal }) => principal },
            { name: 'State', of: (webhook) => <WebhookMark webhook={webhook} /> },
            { name: 'Events', wide: true, of: ({ types }) => (types.includes('*') ? 'all' : types.join(', ')) },
            { name: 'Made', of: ({ created_at }) => <Moment at={created_at} /> },
          ]}
        />
      )}
      <Section title="New webhook" note="the operator’s own: it hears of everything">
        <NewWebhook />
      </Section>
    </Page>
  )
}
