import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Context } from '@hourglass/core/operations'
import { READERS_MAX } from '../limits.ts'
import type { FeedCounts } from './audience.ts'
import { type Channel, createChannel } from './channel.ts'

const uncounted = (): FeedCounts => ({ frames: { value: 0 }, skipped: { value: 0 }, bytes: { value: 0 } })

/** All live feed readers of this server, by sale. */
export interface Feed {
  readonly readers: number
  readonly full: boolean
  /** `counted`: whether the reader counts as a visitor. */
  add(saleId: number, response: ServerResponse, lastEventId: string | undefined, counted?: boolean): Promise<void>
  /** Sends `bye` to all readers, so that they reconnect, and closes the streams. */
  close(): void
}

export function createFeed(ctx: Context, counts = uncounted()): Feed {
  const channels = new Map<number, Channel>()
  const server = randomUUID()
  let readers = 0
  return {
    get readers() {
      return readers
    },
    get full() {
      return readers >= READERS_MAX
    },
    async add(saleId, response, lastEventId, counted = true) {
      const joined = channels.get(saleId) ?? createChannel(ctx, { saleId, server, counts })
      channels.set(saleId, joined)
      if (response.destroyed) return
      readers++
      response.once('close', () => {
        readers--
        joined.remove(response)
        if (joined.readers === 0) {
          joined.close()
          if (channels.get(saleId) === joined) channels.delete(saleId)
        }
      })
      await joined.add(response, lastEventId, counted)
    },
    close() {
      for (const channel of channels.values()) channel.close()
      channels.clear()
    },
  }
}
