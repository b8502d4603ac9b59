'use client'

import { useQuery } from '@tanstack/react-query'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useTRPC } from '../shell/api'
import { Deliveries } from './deliveries'
import { WebhookActions } from './webhook-actions'
import { WebhookMark } from './webhook-mark'

const POLL_MS = 5_000

/** One webhook: its status and its deliveries. */
export function WebhookPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const { data, error } = useQuery(trpc.webhooks.list.queryOptions({}, { refetchInterval: POLL_MS }))
  const webhook = data?.webhooks.find((one) => one.id === id)
  if (!webhook) {
    return (
      <Page title="Webhook">
        <Refused error={error} />
        {data ? <p>Webhook not found.</p> : !error && <p role="status">Loading…</p>}
      </Page>
    )
  }
  return (
    <Page
      title={new URL(webhook.url).host}
      actions={<WebhookMark webhook={webhook} />}
      lead={
        <>
          <code>{webhook.url}</code>, owned by {webhook.principal}, receives{' '}
          {webhook.types.includes('*') ? 'all events' : webhook.types.join(', ')}. Created{' '}
          <Moment at={webhook.created_at} />
          {webhook.failing_since && (
            <>
              ; nothing has been delivered since <Moment at={webhook.failing_since} />
            </>
          )}
          .
        </>
      }
    >
      <Refused error={error} />
      <WebhookActions webhook={webhook} />
      <Section title="Deliveries" note="newest first, kept for seven days">
        <Deliveries id={id} />
      </Section>
    </Page>
  )
}
