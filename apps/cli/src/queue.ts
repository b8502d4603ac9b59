import type { QueueStatsView } from '@hourglass/core/contract'
import { changeQueue, readQueueStats } from '@hourglass/core/operations'
import type { Answer, Command } from './command.ts'
import { queueVerify } from './queue-verify.ts'
import { act, valueFrom } from './stores.ts'
import { count, table } from './table.ts'

const HEAD = ['sale', 'state', 'joined', 'waiting', 'let in', 'used', 'expired', 'rate/min', 'wait']

const result = (queue: QueueStatsView): Answer => ({
  value: queue,
  lines: table(
    HEAD,
    [
      [
        String(queue.sale_id),
        queue.state,
        ...[queue.joined, queue.waiting, queue.admitted_up_to, queue.used, queue.expired, queue.rate_per_minute].map(
          count,
        ),
        queue.estimated_wait_ms === null ? '' : `${count(Math.round(queue.estimated_wait_ms / 1_000))} s`,
      ],
    ],
    '',
  ),
})

const status: Command = {
  usage: '<sale>',
  summary: 'Shows the waiting room of a sale',
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    return result(valueFrom(await readQueueStats(await shop.ctx(), { id })))
  },
}

const change = (usage: string, summary: string, changeOf: (word: string) => object): Command => ({
  usage,
  summary,
  words: usage.includes('<rate>') ? [2, 2] : [1, 1],
  async run(shop, { words: [id = '', word = ''] }) {
    const ctx = await shop.ctx()
    return result(await act(ctx, 'sale.change_queue', id, () => changeQueue(ctx, { id, ...changeOf(word) })))
  },
})

export const queue = {
  'queue status': status,
  'queue rate': change('<sale> <rate>', 'Sets how many are let in per minute', (rate) => ({ rate_per_minute: rate })),
  'queue pause': change('<sale>', 'Lets nobody in until it is resumed; places and passes remain', () => ({
    paused: true,
  })),
  'queue resume': change('<sale>', 'Lets people in again', () => ({ paused: false })),
  'queue admit-all': change('<sale>', 'Lets everybody in who waits now', () => ({ admit_all: true })),
  'queue open': change('<sale>', 'Opens the door for good: nobody needs a pass any more', () => ({ door: 'open' })),
  'queue verify': queueVerify,
}
