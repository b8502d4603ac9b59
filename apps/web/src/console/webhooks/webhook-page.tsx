'use client'

import { useQuery } from '@tanstack/react-query'
import { Moment } from '../parts/moment'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useConsole } from '../shell/console'
import { Deliveries } from './deliveries'
import { WebhookDeeds } from './webhook-deeds'
import { WebhookMark } from './webhook-mark'

/** One webhook: how it fares, and what was sent to it. */
export function WebhookPage({ id }: { id: string }) {
  const { api } = useConsole()
  const { data, error } = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => api.webhooks.list.query({}),
    refetchInterval: 5_000,
  })
  const webhook = data?.webhooks.find((one) => one.id === id)
  if (!webhook) {
    return (
      <Page title="Webhook">
        <Refused error={error} />
        {data ? <p>There is no such webhook.</p> : !error && <p role="status">One moment.</p>}
      </Page>
    )
  }
  return (
    <Page
      title={new URL(webhook.url).host}
      actions={<WebhookMark webhook={webhook} />}
      lead={
        <>
          <code>{webhook.url}</code> of {webhook.principal}, for{' '}
          {webhook.types.includes('*') ? 'all events' : webhook.types.join(', ')}. Made{' '}
          <Moment at={webhook.created_at} />
          {webhook.failing_since && (
            <>
              ; nothing got through since <Moment at={webhook.failing_since} />
            </>
          )}
          .
        </>
      }
    >
      <Refused error={error} />
      <WebhookDeeds webhook={webhook} />
      <Section title="Deliveries" note="the newest first, kept for seven days">
        <Deliveries id={id} />
      </Section>
    </Page>
  )
}
