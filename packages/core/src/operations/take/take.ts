import { type PurchaseView, type RefusalCode, type Refused, refuse } from '../../contract/index.ts'
import { idAfter } from '../../domain/index.ts'
import type { TakeKind, Taken as TakenInGate } from '../../gate/index.ts'
import { Busy, type Sale, type StoredHold, type StoredOrder, type TakeVerdict } from '../../ledger/index.ts'
import { requirePass } from '../queue/require-pass.ts'
import type { Context } from '../runtime/context.ts'
import { type RetryBudget, retryBudget, spend } from '../runtime/retry-budget.ts'
import { ensureSaleOpened } from '../sale/ensure-opened.ts'
import { needsAccount, refuseSale } from '../sale/sealed.ts'
import { atPositions, type ItemLine, itemIdAt, ofPositions } from '../sale/views.ts'
import { callGate, NO_GATE, triggerRebuild } from './call-gate.ts'
import { type Decided, notifyGate } from './notify-gate.ts'
import { nothingTaken } from './shortage.ts'

/** Units that a buyer requests, under an id that the ledger commits at most once. */
export interface TakeRequest {
  /** A purchase takes what is available. An order and a hold, which has one line, take all or nothing. */
  kind: TakeKind
  saleId: number
  /** Of the checkout, the hold or the order. */
  id: string
  /** If omitted: the buyer of the checkout. */
  userId: string | undefined
  /** If omitted: the lines of the checkout `id`. `ttlMs`: the remaining lifetime of the checkout. */
  wanted?: { userId: string; lines: ItemLine[]; ttlMs?: number }
}

export type FailedItem = PurchaseView['failed_items'][number]

/** The ledger committed the take. */
export interface Taken {
  status: 'taken'
  sale: Sale
  id: string
  userId: string
  /** `price`: per unit, in minor units of the sale's currency. */
  lines: (ItemLine & { price: number })[]
  units: number
  total: number
  /** (purchases) items that could not be taken. */
  failed: FailedItem[]
  createdAt: Date
}

/** The ledger already has it: under the id of the request, or (holds) as another active hold of the buyer on the same item. */
export interface Exists {
  status: 'exists'
  sale: Sale
  prior: Prior
  /** Committed by an earlier run of this request whose response was lost. */
  ours: boolean
  failed: FailedItem[]
}

export type Prior = StoredOrder | StoredHold

export type TakeResult = Taken | Exists | { status: 'refused'; sale: Sale | null; refusal: Refused }

/** Retry with updated information. */
type Again = { status: 'again'; request: TakeRequest }

/** A take that the gate admitted, or (`epoch` null) one that the ledger decides alone. */
interface Admitted {
  status: 'admitted'
  /** The id in the gate. It differs from the requested one if the buyer already has a take of the item. */
  id: string
  epoch: number | null
  userId: string
  lines: ItemLine[]
  failed: FailedItem[]
}

/**
 * The only way units leave the shelf: *admit* (gate), *commit* (ledger), *notify* (gate). A repeat under the same id finds what the
 * first run did. If the gate was rebuilt, or the ledger has voided the id of a hold or an order, it tries again within the retry
 * budget of the request.
 * @throws Busy @throws LedgerUnavailable; units in the gate are then released, or return when the lease expires
 */
export async function take(ctx: Context, asked: TakeRequest): Promise<TakeResult> {
  const budget = retryBudget()
  let request = asked
  let sale: Sale | null = null
  while (spend(budget)) {
    sale = await ctx.sales.get(request.saleId)
    if (!sale) return { status: 'refused', sale, refusal: refuse('sale_not_found') }
    if (needsAccount(sale, request.userId ?? ''))
      return { status: 'refused', sale, refusal: refuse('sign_in_required') }
    const entry = await requirePass(ctx, sale, request.userId)
    // A repeat of what succeeded while the pass was valid gets its result.
    if (!entry.ok) {
      const refused = await refuseUnlessPrior(ctx, sale, request, entry)
      if (refused.status !== 'again') return refused
      request = refused.request
      continue
    }
    // The buyer of a purchase may be unnamed: then it is the owner of the pass.
    if (entry.pass) request = { ...request, userId: request.userId ?? entry.pass.userId }
    const admitted = await admit(ctx, sale, request, budget)
    const result = admitted.status === 'admitted' ? await commit(ctx, sale, request, admitted) : admitted
    if (entry.pass && result.status === 'taken') ctx.queues.recordUse(entry.pass)
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
    // A repeat must not go through the gate: it would take the units a second time.
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
      // The gate has evicted the checkout; it may have been bought already.
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

/** Without a gate, or after the last unit has sold, the ledger decides alone: no take in the gate, the same commit. */
async function admitAlone(ctx: Context, sale: Sale, request: TakeRequest): Promise<Admitted | TakeResult | Again> {
  const wanted = request.wanted
    ? { status: 'found' as const, ...request.wanted }
    : await readStoredCheckout(ctx, sale, request)
  if (wanted.status !== 'found') return wanted
  const { userId, lines } = wanted
  return { status: 'admitted', id: request.id, epoch: null, userId, lines, failed: [] }
}

/** Reads a checkout from its recorded attempts. */
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
    // Without a take there is nothing to notify. If the gate is unreachable, the lease expires and the sweeper settles the take.
    if (epoch !== null) await notifyGate(ctx, { id: sale.id, epoch }, id, status).catch(() => {})
  }
  await ensureSaleOpened(ctx, sale)
  const shown = new Map(request.wanted?.lines.map((line) => [line.itemId, line.price]))
  const priced = lines.map((line) => ({ ...line, price: line.price ?? shown.get(line.itemId) }))
  const row = { id, saleId: sale.id, userId, epoch, kind, lines: priced }
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
        // A voided hold is not readable.
        return kind === 'purchase'
          ? { status: 'refused', sale, refusal: refuse('unavailable') }
          : { status: 'again', request: { ...request, id: idAfter(id) } }
      }
      if (prior?.status === 'active') return { status: 'exists', sale, prior, ours: false, failed: [] }
      // The buyer's other hold ended, but the gate missed it.
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
      // A changed price says nothing about the gate, and buyers choose the price that they were shown.
      if (epoch !== null && verdict.lines.some((line) => line.verdict !== 'price_changed')) triggerRebuild(ctx, sale)
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

/** The epoch or the gate has changed: refresh the sale and try again. */
async function retry(ctx: Context, request: TakeRequest): Promise<Again> {
  await ctx.sales.refresh(request.saleId)
  return { status: 'again', request }
}

/** What the ledger has under an id. Voided holds are not returned. */
const readPrior = (ctx: Context, kind: TakeKind, id: string): Promise<Prior | null> =>
  kind === 'hold' ? ctx.ledger.readHold(id) : ctx.ledger.readOrder(id)

/** The ledger already has the request's id. A voided hold or order is retried under the following id. */
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

/** The gate alone never refuses: the ledger may already have this request, or another active hold of the buyer. */
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
