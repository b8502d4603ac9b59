import { type PurchaseView, type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import { idAfter } from '../../domain/index.ts'
import type { TakeKind, Taken as TakenInGate } from '../../gate/index.ts'
import { Busy, type Sale, type StoredHold, type StoredOrder, type TakeVerdict } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { type RetryBudget, retryBudget, spend } from '../runtime/retry-budget.ts'
import { ensureSaleOpened } from '../sale/ensure-opened.ts'
import { refuseSale } from '../sale/sealed.ts'
import { atPositions, type ItemLine, itemIdAt, ofPositions } from '../sale/views.ts'
import { callGate, NO_GATE, triggerRebuild } from './call-gate.ts'
import { type Decided, notifyGate } from './notify-gate.ts'
import { nothingTaken } from './shortage.ts'

/** Units that a buyer wants, under an id that the ledger never takes twice. */
export interface TakeRequest {
  /** A purchase takes what is there; a hold, which has one line, and an order take all or nothing. */
  kind: TakeKind
  saleId: number
  /** Of the checkout, the hold or the order. */
  id: string
  /** Undefined: the buyer of the checkout. */
  userId: string | undefined
  /** Undefined: what the checkout `id` holds. `ttlMs`: what is left of the checkout's time. */
  wanted?: { userId: string; lines: ItemLine[]; ttlMs?: number }
}

export type FailedItem = PurchaseView['failed_items'][number]

/** The ledger has committed it just now. */
export interface Taken {
  status: 'taken'
  sale: Sale
  id: string
  userId: string
  /** `price`: of one unit, in minor units of the sale's currency. */
  lines: (ItemLine & { price: number })[]
  units: number
  total: number
  /** (purchases) what was asked for and not had. */
  failed: FailedItem[]
  createdAt: Date
}

/** The ledger had it before: under the id of the request, or (holds) as another hold of the buyer's of the same item. */
export interface Exists {
  status: 'exists'
  sale: Sale
  prior: Prior
  /** By an earlier run of this very request, whose answer was lost. */
  ours: boolean
  failed: FailedItem[]
}

export type Prior = StoredOrder | StoredHold

export type TakeResult = Taken | Exists | { status: 'refused'; sale: Sale | null; refusal: Refused }

/** Try again, with what is known by now. */
type Again = { status: 'again'; request: TakeRequest }

/** What the gate let through, or (`epoch` null) what the ledger is to decide alone. */
interface Admitted {
  status: 'admitted'
  /** The gate's id: another one than asked for when the buyer has a take of the item already. */
  id: string
  epoch: number | null
  userId: string
  lines: ItemLine[]
  failed: FailedItem[]
}

/**
 * The one way units leave the shelf: *admit* (gate), *commit* (ledger), *notify* (gate). Repeated under the same id it finds what it
 * did the first time. When an attempt meets a rebuilt gate, or a hold's or order's id that the ledger has voided, it tries again
 * within the request's retry budget.
 * @throws Busy @throws LedgerUnavailable; units in the gate are then released, or stay until their lease ends
 */
export async function take(ctx: Context, asked: TakeRequest): Promise<TakeResult> {
  const budget = retryBudget()
  let request = asked
  let sale: Sale | null = null
  while (spend(budget)) {
    sale = await ctx.sales.get(request.saleId)
    if (!sale) return { status: 'refused', sale, refusal: refuse('sale_not_found') }
    const admitted = await admit(ctx, sale, request, budget)
    const result = admitted.status === 'admitted' ? await commit(ctx, sale, request, admitted) : admitted
    if (result.status !== 'again') return result
    request = result.request
  }
  return { status: 'refused', sale, refusal: refuse('busy') }
}

async function admit(
  ctx: Context,
  sale: Sale,
  request: TakeRequest,
  budget: RetryBudget,
): Promise<Admitted | TakeResult | Again> {
  const { id, kind, userId, wanted } = request
  const refused = (refusal: Refused): TakeResult => ({ status: 'refused', sale, refusal })
  if (ctx.requestId !== undefined && kind !== 'purchase') {
    // A repeat that went through the gate would take the units a second time.
    const prior = await readPrior(ctx, kind, id)
    if (prior) return exists(ctx, sale, request, prior)
  }
  if (sale.soldOutAt) {
    return kind === 'purchase' ? admitAlone(ctx, sale, request) : refuseUnlessPrior(ctx, sale, request, 'sold_out')
  }
  let epoch = sale.epoch
  const reply = await callGate(ctx, sale.id, budget, (now) => {
    epoch = now.epoch
    const { takeLeaseMs: leaseMs } = ctx.settings
    return ctx.gate.take(now, {
      id,
      kind,
      leaseMs,
      userId,
      wanted: wanted && { ...wanted, lines: atPositions(sale, wanted.lines) },
    })
  })
  if (reply === NO_GATE) return admitAlone(ctx, sale, request)
  switch (reply.status) {
    case 'taken':
    case 'known': {
      const lines = ofPositions(sale, reply.taken)
      return { status: 'admitted', id: reply.id, epoch, userId: reply.buyer, lines, failed: failedItems(sale, reply) }
    }
    case 'refused':
      return refuseUnlessPrior(ctx, sale, request, nothingTaken(sale, failedItems(sale, reply)), epoch)
    case 'used':
      return refuseUnlessPrior(ctx, sale, request, 'code_not_found')
    case 'unknown': {
      if (wanted) return refused(refuse('busy'))
      // A checkout that the gate has forgotten may have been bought before.
      const prior = await readPrior(ctx, kind, id)
      if (prior) return exists(ctx, sale, request, prior)
      const stored = await readStoredCheckout(ctx, sale, request)
      return stored.status === 'found' ? { status: 'again', request: { ...request, wanted: stored } } : stored
    }
    case 'not_yours':
      return refused(refuse('code_not_found'))
    case 'not_open':
      return refused(refuseSale(sale, 'sale_not_open'))
    case 'paused':
      return refuseUnlessPrior(ctx, sale, request, 'sale_paused')
    case 'closed':
      return refuseUnlessPrior(ctx, sale, request, 'sale_closed')
  }
}

const failedItems = (sale: Sale, { refused }: TakenInGate): FailedItem[] =>
  refused.map(({ position, reason }) => ({ id: itemIdAt(sale, position), code: reason }))

/** Without a gate, or after the last unit, the ledger decides alone: no take, the same commit. */
async function admitAlone(ctx: Context, sale: Sale, request: TakeRequest): Promise<Admitted | TakeResult | Again> {
  const wanted = request.wanted
    ? { status: 'found' as const, ...request.wanted }
    : await readStoredCheckout(ctx, sale, request)
  if (wanted.status !== 'found') return wanted
  const { userId, lines } = wanted
  return { status: 'admitted', id: request.id, epoch: null, userId, lines, failed: [] }
}

/** A checkout as its attempts have it. */
async function readStoredCheckout(
  ctx: Context,
  sale: Sale,
  request: TakeRequest,
): Promise<{ status: 'found'; userId: string; lines: ItemLine[]; ttlMs: number } | TakeResult | Again> {
  const { id, userId } = request
  const stored = await ctx.ledger.readCheckout({ saleId: sale.id, id })
  if (!stored || (userId !== undefined && userId !== stored.userId)) {
    return { status: 'refused', sale, refusal: refuse('code_not_found') }
  }
  if (stored.leftMs <= 0) return refuseUnlessPrior(ctx, sale, request, 'code_expired')
  return { status: 'found', userId: stored.userId, lines: stored.lines, ttlMs: stored.leftMs }
}

async function commit(ctx: Context, sale: Sale, request: TakeRequest, admitted: Admitted): Promise<TakeResult | Again> {
  const { kind } = request
  const { id, epoch, userId, lines } = admitted
  const notify = async (status: Decided): Promise<void> => {
    // Without a take the gate has nothing to change. One that cannot be reached lets the lease run out, and the sweeper asks the ledger.
    if (epoch !== null) await notifyGate(ctx, { id: sale.id, epoch }, id, status).catch(() => {})
  }
  await ensureSaleOpened(ctx, sale)
  const row = { id, saleId: sale.id, userId, epoch, kind, lines }
  const verdict: TakeVerdict = await ctx.ledger.commitTake(row).catch((error) => {
    if (error instanceof Busy) void notify('released')
    throw error
  })
  switch (verdict.status) {
    case 'taken': {
      const had = verdict.lines.filter((line) => line.verdict === 'taken')
      const refused = refusedItems(verdict)
      if (epoch === null) ctx.dirtySales.add(sale.id)
      else if (refused.length > 0) triggerRebuild(ctx, sale)
      void notify(kind === 'purchase' ? 'confirmed' : 'queued')
      const units = had.reduce((sum, line) => sum + line.quantity, 0)
      const total = had.reduce((sum, line) => sum + line.quantity * line.price, 0)
      const failed = [...admitted.failed, ...refused]
      return { status: 'taken', sale, id, userId, lines: had, units, total, failed, createdAt: verdict.createdAt }
    }
    case 'exists': {
      const prior = await readPrior(ctx, kind, id)
      const notified = notify(prior?.status ?? 'released')
      if (id === request.id) {
        if (prior) return exists(ctx, sale, request, prior, { ours: verdict.ours, failed: admitted.failed })
        // A hold that was voided leaves no row to read.
        return kind === 'purchase'
          ? { status: 'refused', sale, refusal: refuse('unavailable') }
          : { status: 'again', request: { ...request, id: idAfter(id) } }
      }
      if (prior?.status === 'active') return { status: 'exists', sale, prior, ours: false, failed: [] }
      // Another hold of the buyer's has ended without the gate's knowledge.
      await notified
      return retry(ctx, request)
    }
    case 'already_held': {
      await notify('released')
      const result = await refuseUnlessPrior(ctx, sale, request, 'busy')
      return result.status === 'exists' ? result : retry(ctx, request)
    }
    case 'refused':
      void notify('released')
      if (epoch !== null) triggerRebuild(ctx, sale)
      return {
        status: 'refused',
        sale,
        refusal: nothingTaken(sale, [...admitted.failed, ...refusedItems(verdict)]),
      }
    case 'stale':
      return retry(ctx, request)
    default:
      void notify('released')
      return { status: 'refused', sale, refusal: refuseSale(sale, verdict.status) }
  }
}

const refusedItems = ({ lines }: Extract<TakeVerdict, { lines: unknown }>): FailedItem[] =>
  lines.flatMap((line) => (line.verdict === 'taken' ? [] : [{ id: line.itemId, code: line.verdict }]))

/** The sale has another epoch, or the gate has changed: look at both again. */
async function retry(ctx: Context, request: TakeRequest): Promise<Again> {
  await ctx.sales.refresh(request.saleId)
  return { status: 'again', request }
}

/** What the ledger has under an id. A hold that was voided is not there. */
const readPrior = (ctx: Context, kind: TakeKind, id: string): Promise<Prior | null> =>
  kind === 'hold' ? ctx.ledger.readHold(id) : ctx.ledger.readOrder(id)

/** What the ledger had under the request's id. A hold or an order that was voided is tried again under the id that follows. */
function exists(
  ctx: Context,
  sale: Sale,
  request: TakeRequest,
  prior: Prior,
  found: { ours?: boolean; failed?: FailedItem[] } = {},
): Exists | Again {
  if (prior.status === 'void' && request.kind !== 'purchase') {
    return { status: 'again', request: { ...request, id: idAfter(request.id) } }
  }
  const ours = request.kind !== 'purchase' || ctx.resumed === true || found.ours === true
  return { status: 'exists', sale, prior, ours, failed: found.failed ?? [] }
}

/** The gate only admits: before a refusal the ledger is asked for what this request, or the buyer's other hold, has already. */
async function refuseUnlessPrior(
  ctx: Context,
  sale: Sale,
  request: TakeRequest,
  refusal: RefusalCode | Refused,
  epoch?: number,
): Promise<TakeResult | Again> {
  const { kind, id } = request
  const prior = await readPrior(ctx, kind, id)
  if (prior) {
    if (epoch !== undefined) await notifyGate(ctx, { id: sale.id, epoch }, id, prior.status).catch(() => {})
    return exists(ctx, sale, request, prior)
  }
  if (kind === 'hold') {
    const { userId = '', lines = [] } = request.wanted ?? {}
    const active = await ctx.ledger.readActiveHold({ saleId: sale.id, itemId: lines[0]?.itemId ?? 0, userId })
    if (active) return { status: 'exists', sale, prior: active, ours: false, failed: [] }
  }
  return { status: 'refused', sale, refusal: typeof refusal === 'string' ? refuse(refusal) : refusal }
}
