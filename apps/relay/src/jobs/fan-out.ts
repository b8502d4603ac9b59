import { randomUUIDv7 } from 'node:crypto'
import { cloudEventOf, type OutboxEvent } from '@hourglass/core/contract'
import { eventFor } from '@hourglass/core/domain'
import type pg from 'pg'
import type { Cursor } from '../reading/cursor.ts'
import { transaction } from '../transaction.ts'
import { addDeliveries, enabledWebhooks } from './jobs.sql.ts'
import type { DeliveryJob, Jobs } from './jobs.ts'

interface Subscriber {
  id: string
  principal: string
  types: string[]
}

/** Whether a webhook subscribes to an event. A test event already has its delivery, for its own webhook only. */
export const wants = (webhook: Pick<Subscriber, 'types'>, event: Pick<OutboxEvent, 'type'>): boolean =>
  event.type !== 'webhook.test' && (webhook.types.includes('*') || webhook.types.includes(event.type))

/** Creates a delivery of each event for each subscribed webhook, in one transaction with the cursor. */
export function createFanOut(pool: pg.Pool, cursor: Cursor, jobs: Jobs, wake: (webhookId: string) => void) {
  return async function forward(events: OutboxEvent[], term: string): Promise<void> {
    const last = events.at(-1)
    if (!last) return
    const { rows: webhooks } = await pool.query<Subscriber>(enabledWebhooks.text)
    await jobs.ensureQueues(webhooks.map(({ id }) => id))
    const deliveries = webhooks.map((webhook) => ({
      webhookId: webhook.id,
      events: events
        .filter((event) => wants(webhook, event))
        .map((event) => eventFor(webhook.principal, event))
        .filter((event) => event !== null)
        .map((event) => ({ ...event, deliveryId: randomUUIDv7(), body: JSON.stringify(cloudEventOf(event)) })),
    }))
    const rows = deliveries.flatMap(({ webhookId, events }) => events.map((event) => ({ webhookId, event })))

    await transaction(pool, async (client) => {
      await cursor.advance(client, term, last.id)
      if (rows.length === 0) return
      await client.query(addDeliveries.text, [
        rows.map(({ event }) => event.deliveryId),
        rows.map(({ webhookId }) => webhookId),
        rows.map(({ event }) => event.id),
        rows.map(({ event }) => event.type),
      ])
      for (const { webhookId, events } of deliveries) {
        const added = events.map(
          (event): DeliveryJob => ({
            delivery_id: event.deliveryId,
            event_id: event.id,
            event: event.body,
            attempts: 0,
          }),
        )
        await jobs.add(
          client,
          webhookId,
          added.map((data) => ({ data })),
        )
      }
    })
    cursor.advanced(last.id)
    for (const { webhookId, events } of deliveries) if (events.length > 0) wake(webhookId)
  }
}
