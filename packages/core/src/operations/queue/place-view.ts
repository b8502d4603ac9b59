import { positionInQueue } from '../../catalog/index.ts'
import type { PlaceState, QueueState, TicketView } from '../../contract/index.ts'
import { derivedKeys, type SigningKeys, signPass } from '../../domain/index.ts'
import type { SaleRow, StoredPlace } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { drawOf, type Queue } from '../runtime/queues.ts'
import { saleStatus } from '../sale/views.ts'

/** A waiting browser without the live feed asks this often, at most and at least, in ms. */
const POLL_MS_MAX = 30_000
const POLL_MS_MIN = 2_000
/** Those who wait for the draw ask within this time after it, spread by their number. */
const DRAW_SPREAD_MS = 5_000
/** The rate of admissions is measured over this long. */
const RATE_MS = 30_000

/** The keys that sign passes. A partner's are its own, as those of its codes. */
export const passKeys = ({ codeKeys }: Pick<Context, 'codeKeys'>): SigningKeys => derivedKeys(codeKeys, 'queue pass')

/** Whether the sale behind a waiting room still sells, and who may buy. */
export function queueState(sale: SaleRow, queue: Queue): QueueState {
  const status = saleStatus(sale, new Date(queue.now))
  if (status === 'sold_out' || status === 'closed') return 'over'
  if (sale.door !== 'queue') return 'open'
  if (queue.drawn === null) return 'gathering'
  return queue.paused || sale.pausedAt ? 'paused' : 'admitting'
}

interface Admission {
  /** When the pass expires, in ms since 1970 by PostgreSQL's clock; null: it has expired. */
  expiresAt: number | null
}

/** undefined: the position has not been admitted. */
function admissionOf(queue: Queue, position: number): Admission | undefined {
  if (position > queue.admitted) return undefined
  const batch = queue.admissions.find(({ after, upTo }) => after < position && position <= upTo)
  const expiresAt = batch ? Math.round(batch.at + queue.passMs) : 0
  return { expiresAt: expiresAt > queue.now ? expiresAt : null }
}

/** Admissions per minute: the rate that was reached lately while people waited, else the target. */
function ratePerMinute(queue: Queue): number {
  const since = queue.now - RATE_MS
  const recent = queue.admissions
    .filter(({ at }) => at >= since)
    .reduce((sum, { after, upTo }) => sum + upTo - after, 0)
  const measured = (recent * 60_000) / RATE_MS
  const first = queue.admissions[0]
  // Shorter than the window, or with a queue that was empty at times, the measurement says little.
  const isLimited = first !== undefined && first.at < since && queue.joined - queue.admitted > recent
  return isLimited && measured > 0 ? Math.min(measured, queue.ratePerMinute) : queue.ratePerMinute
}

/** When a place with so many waiting ahead of it will be admitted, in ms from now; null while nobody is. */
export const estimateWait = (state: QueueState, queue: Queue, ahead: number): number | null =>
  state === 'admitting' ? Math.round(((ahead + 1) * 60_000) / ratePerMinute(queue)) : null

/** What a buyer reads about their place. */
export function ticketView(ctx: Context, sale: SaleRow, queue: Queue, place: StoredPlace): TicketView {
  const of = queueState(sale, queue)
  const draw = drawOf(sale, queue)
  const position = draw && positionInQueue(draw, place.seq)
  const ahead = position === null ? null : Math.max(0, position - queue.admitted - 1)
  const admission = position === null ? undefined : admissionOf(queue, position)
  const state = stateOf(of, place, admission)
  const expiresAt = admission?.expiresAt ?? null
  const estimate = state === 'waiting' ? estimateWait(of, queue, ahead ?? 0) : null
  return {
    ticket: place.ticket,
    sale_id: sale.id,
    user_id: place.userId,
    state,
    seq: place.seq,
    position,
    ahead,
    estimated_wait_ms: estimate,
    pass:
      state === 'admitted' && position !== null && expiresAt !== null
        ? signPass(passKeys(ctx).current, {
            saleId: sale.id,
            seq: place.seq,
            position,
            userId: place.userId,
            expiresAt,
          })
        : null,
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    joined_at: place.joinedAt.toISOString(),
    server_time: new Date(queue.now).toISOString(),
    poll_after_ms: pollAfter(state, { sale, queue, place, estimate }),
  }
}

function stateOf(of: QueueState, place: StoredPlace, admission: Admission | undefined): PlaceState {
  if (of === 'over' || of === 'open') return of
  if (place.ended) return 'expired'
  if (!admission) return of === 'gathering' ? 'joined' : 'waiting'
  return admission.expiresAt === null ? 'expired' : 'admitted'
}

function pollAfter(
  state: PlaceState,
  { sale, queue, place, estimate }: { sale: SaleRow; queue: Queue; place: StoredPlace; estimate: number | null },
): number | null {
  if (state === 'over' || state === 'open' || state === 'expired') return null
  if (state === 'admitted') return POLL_MS_MAX
  if (state === 'joined') {
    const left = Math.max(0, sale.startsAt.getTime() - queue.now) + ((place.seq * 97) % DRAW_SPREAD_MS)
    return Math.round(Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN / 2, left)))
  }
  return Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN, estimate === null ? POLL_MS_MAX : Math.round(estimate / 4)))
}
