import { setTimeout as delay } from 'node:timers/promises'
import { type OrderDetailsView, type Outcome, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { readOrder } from './read-orders.ts'

/** Polling interval. Watchers on one server share batched reads. */
const POLL_MS = 200

/** Most orders that one server watches concurrently. */
const WATCHED_ORDERS_MAX = 2_000

/** Yields the order, then again after every change of status, until it is decided. */
export async function* watchOrder(
  ctx: Context,
  raw: unknown,
  signal: AbortSignal,
): AsyncGenerator<Outcome<OrderDetailsView>> {
  if (ctx.watching.orders >= WATCHED_ORDERS_MAX) return yield refuse('busy')
  ctx.watching.orders++
  try {
    for (let last = ''; !signal.aborted; ) {
      const outcome = await readOrder(ctx, raw)
      const status = outcome.ok ? outcome.value.status : outcome.code
      if (status !== last) yield outcome
      last = status
      if (!outcome.ok || outcome.value.poll_after_ms === null) return
      await delay(POLL_MS, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    ctx.watching.orders--
  }
}
