import { setTimeout as delay } from 'node:timers/promises'
import { queueReplays } from '../jobs/queue-replays.ts'
import { dueWebhooks } from './delivery.sql.ts'
import { Lane, type LaneDeps } from './lane.ts'

/** All lanes of this relay. They are woken by new events and, for retries and replays, by looking what is due. */
export function createLanes(deps: LaneDeps) {
  const lanes = new Map<string, Lane>()

  function wake(webhookId: string): void {
    const lane = lanes.get(webhookId) ?? new Lane(deps, webhookId)
    lanes.set(webhookId, lane)
    lane.wake()
  }

  async function look(): Promise<void> {
    while ((await queueReplays(deps.pool, deps.jobs)) > 0);
    const { rows } = await deps.pool.query<{ id: string }>(dueWebhooks.text)
    for (const { id } of rows) wake(id)
  }

  return {
    wake,
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await look().catch((error) => deps.log.warn({ error: String(error) }, 'what is due will be looked for again'))
        await delay(deps.times.dueMs, undefined, { signal }).catch(() => undefined)
      }
      await Promise.all([...lanes.values()].map((lane) => lane.close()))
    },
  }
}
