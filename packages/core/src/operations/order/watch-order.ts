import { setTimeout as delay } from 'node:timers/promises'
import { type OrderDetailsView, type Outcome, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { readOrder } from './read-orders.ts'

/** Time between looks; the looks of all watchers of a server share their reads. */
const LOOK_MS = 200

/** Orders watched at one server at once. */
const WATCHED_ORDERS_MAX = 2_000

/** An order as it is, and again whenever it has changed, until it is decided. */
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
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    ctx.watching.orders--
  }
}
