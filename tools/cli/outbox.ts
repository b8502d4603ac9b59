import { listAllWebhooks, onAnyWebhook, readBacklog, replaySince } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { RefusedError } from './refused-error.ts'
import { act, valueFrom } from './stores.ts'
import { count, table } from './table.ts'
import { UsageError } from './usage-error.ts'

/** Nothing was added: an earlier replay is under way. */
const BUSY = { replayed: 0, more: true }

const status: Command = {
  takes: '',
  summary: 'Shows how many events wait to be passed on, and for how long',
  async run(shop) {
    const { events } = await readBacklog(await shop.ctx())
    const rows = events.map((reader) => [reader.consumer, count(reader.waiting), seconds(reader.age_ms)])
    return { value: { events }, lines: table(['reader', 'waiting', 'oldest'], rows, 'Nobody reads the outbox.') }
  },
}

const replay: Command = {
  takes: '--since <time> [--webhook <id>]',
  summary: 'Sends events once more: to one webhook, or to all that are enabled; receivers know them by their id',
  options: { since: 'such as 2026-01-31T18:00:00Z', webhook: 'its id' },
  async run(shop, { options: { since, webhook } }) {
    if (!since) throw new UsageError('outbox replay needs --since, a time such as 2026-01-31T18:00:00Z.')
    const ctx = await shop.ctx()
    const enabled = async () =>
      valueFrom(await listAllWebhooks(ctx)).webhooks.flatMap(({ id, status }) => (status === 'enabled' ? [id] : []))
    const replayed: { webhook_id: string; replayed: number; more: boolean }[] = []
    for (const id of webhook ? [webhook] : await enabled()) {
      const sent = await act(ctx, 'webhook.replay', id, () => onAnyWebhook(replaySince)(ctx, { id, since })).catch(
        (error) => {
          // Of several webhooks, one whose last replay is under way holds back no other.
          if (!webhook && error instanceof RefusedError && error.refused.code === 'webhook_busy') return BUSY
          throw error
        },
      )
      replayed.push({ webhook_id: id, ...sent })
    }
    const rows = replayed.map((each) => [each.webhook_id, count(each.replayed), each.more ? 'there are more' : ''])
    return { value: { replayed }, lines: table(['webhook', 'events', ''], rows, 'No webhook is enabled.') }
  },
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

export const outbox = { 'outbox status': status, 'outbox replay': replay }
