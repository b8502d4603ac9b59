import { setTimeout as delay } from 'node:timers/promises'
import { queueReplays } from '../jobs/queue-replays.ts'
import { dueWebhooks } from './delivery.sql.ts'
import { Lane, type LaneDeps } from './lane.ts'

/** All lanes of this relay. New events wake them, and so does a poll for due retries and replays. */
export function createLanes(deps: LaneDeps) {
  const lanes = new Map<string, Lane>()

  function wake(webhookId: string): void {
    const lane = lanes.get(webhookId) ?? new Lane(deps, webhookId)
    lanes.set(webhookId, lane)
    lane.wake()
  }

  async function poll(): Promise<void> {
    while ((await queueReplays(deps.pool, deps.jobs)) > 0);
    const { rows } = await deps.pool.query<{ id: string }>(dueWebhooks.text)
    for (const { id } of rows) wake(id)
  }

  return {
    wake,
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await poll().catch((error) => deps.log.warn({ error: String(error) }, 'cannot poll due deliveries, will retry'))
        await delay(deps.times.dueMs, undefined, { signal }).catch(() => undefined)
      }
      await Promise.all([...lanes.values()].map((lane) => lane.close()))
    },
  }
}
