import { listAllWebhooks, onAnyWebhook, readBacklog, replaySince } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { RefusedError } from './refused-error.ts'
import { act, valueFrom } from './stores.ts'
import { count, table } from './table.ts'
import { UsageError } from './usage-error.ts'

/** Nothing was added, because an earlier replay is still in progress. */
const BUSY = { replayed: 0, more: true }

const status: Command = {
  usage: '',
  summary: 'Shows the number of pending events and the age of the oldest, per consumer',
  async run(shop) {
    const { events } = await readBacklog(await shop.ctx())
    const rows = events.map((reader) => [reader.consumer, count(reader.waiting), seconds(reader.age_ms)])
    return { value: { events }, lines: table(['consumer', 'pending', 'oldest'], rows, 'The outbox has no consumers.') }
  },
}

const replay: Command = {
  usage: '--since <time> [--webhook <id>]',
  summary: 'Sends events again, to one webhook or to all enabled ones; receivers deduplicate by event id',
  options: { since: 'a time, such as 2026-01-31T18:00:00Z', webhook: 'id of the webhook; default all enabled ones' },
  async run(shop, { options: { since, webhook } }) {
    if (!since) throw new UsageError('outbox replay needs --since, a time such as 2026-01-31T18:00:00Z.')
    const ctx = await shop.ctx()
    const enabled = async () =>
      valueFrom(await listAllWebhooks(ctx)).webhooks.flatMap(({ id, status }) => (status === 'enabled' ? [id] : []))
    const replayed: { webhook_id: string; replayed: number; more: boolean }[] = []
    for (const id of webhook ? [webhook] : await enabled()) {
      const sent = await act(ctx, 'webhook.replay', id, () => onAnyWebhook(replaySince)(ctx, { id, since })).catch(
        (error) => {
          // When replaying to several webhooks, a busy one does not block the others.
          if (!webhook && error instanceof RefusedError && error.refused.code === 'webhook_busy') return BUSY
          throw error
        },
      )
      replayed.push({ webhook_id: id, ...sent })
    }
    const rows = replayed.map((each) => [
      each.webhook_id,
      count(each.replayed),
      each.more ? 'incomplete, run again' : '',
    ])
    return { value: { replayed }, lines: table(['webhook', 'events', ''], rows, 'No webhook is enabled.') }
  },
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

export const outbox = { 'outbox status': status, 'outbox replay': replay }
