import { no, type Refused } from '../../contract/index.ts'
import { idAfter } from '../../domain/index.ts'
import { Busy, type Sale, type TakeVerdict } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { openingTold } from '../sale/ensure-opened.ts'
import { refuseSale } from '../sale/sealed.ts'
import { atPositions, type ItemLine, itemIdAt } from '../sale/views.ts'
import { NO_GATE, throughGate } from './call-gate.ts'
import { leaveToSweeper, mend, nothingSold, refusedLines } from './commit-purchase.ts'
import { type Fate, tellGate } from './notify-gate.ts'
import { explainShortage } from './shortage.ts'

/** Takes whose epoch ended before they were committed, or whose id is used up, are taken anew, this often. */
const TRIES_MAX = 4

/** Units that a buyer wants kept off the shelf: all of them or none. */
export interface Wanted {
  /** What the hold or the order is to be called. */
  id: string
  kind: 'hold' | 'order'
  userId: string
  lines: ItemLine[]
}

/** They are set aside. `made`: by this call; else they were before, under the id given. */
export interface Aside {
  ok: true
  made: boolean
  id: string
  sale: Sale
}

/**
 * Sets units aside under an id: taken in the gate, then held in the ledger, as one commit. Called again with the same id, or
 * for an item that the buyer holds already, it finds what is there. An id that the ledger has given up is followed by the next.
 * @throws Busy @throws LedgerUnavailable: what was taken stays so until the sweeper knows
 */
export async function setAside(ctx: Context, saleId: number, wanted: Wanted): Promise<Aside | Refused> {
  let { id } = wanted
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const sale = await ctx.sales.get(saleId)
    if (!sale) return no('sale_not_found')
    const found = await attempt(ctx, sale, { ...wanted, id })
    if (found === USED_UP) id = idAfter(id)
    else if (found === AGAIN) await ctx.sales.refresh(saleId)
    else return found.ok ? found : explainShortage(ctx, sale, found, wanted)
  }
  return no('busy')
}

const AGAIN = Symbol('take it anew')
const USED_UP = Symbol('take it anew under another id')
type Attempted = Aside | Refused | typeof AGAIN | typeof USED_UP

async function attempt(ctx: Context, sale: Sale, wanted: Wanted): Promise<Attempted> {
  // Asked again, it may be there already: a second take would be one too many.
  const fate = ctx.requestId === undefined ? null : await fateOf(ctx, wanted.kind, wanted.id)
  if (fate) return isVoid(fate) ? USED_UP : { ok: true, made: true, id: wanted.id, sale }
  if (sale.soldOutAt) return refuse(ctx, sale, wanted, no('sold_out'))
  let epoch: number | null = sale.epoch
  const { userId, kind } = wanted
  const lines = atPositions(sale, wanted.lines)
  const reply = await throughGate(ctx, sale.id, (now) => {
    epoch = now.epoch
    const { takeLeaseMs: leaseMs } = ctx.settings
    return ctx.gate.take(now, { id: wanted.id, kind, leaseMs, wanted: { userId, lines } })
  })
  if (reply === NO_GATE) return commit(ctx, sale, wanted, { id: wanted.id, epoch: null, fresh: false })
  switch (reply.status) {
    case 'taken':
    case 'known':
      return commit(ctx, sale, wanted, { id: reply.id, epoch, fresh: reply.status === 'taken' })
    case 'refused': {
      const failed = reply.refused.map(({ position, reason }) => ({ id: itemIdAt(sale, position), code: reason }))
      return refuse(ctx, sale, wanted, nothingSold(sale, failed))
    }
    case 'not_open':
      return refuseSale(sale, 'sale_not_open')
    case 'paused':
      return refuse(ctx, sale, wanted, no('sale_paused'))
    case 'closed':
      return refuse(ctx, sale, wanted, no('sale_closed'))
    default:
      throw new TypeError(`the gate called a ${kind} ${reply.status}`)
  }
}

/** A refusal, unless what is wanted is there already: the gate only admits. */
async function refuse(
  ctx: Context,
  sale: Sale,
  wanted: Wanted,
  refused: Refused,
): Promise<Aside | Refused | typeof USED_UP> {
  const { id, kind, userId } = wanted
  const fate = await fateOf(ctx, kind, id)
  if (fate && !isVoid(fate)) return { ok: true, made: true, id, sale }
  if (fate) return USED_UP
  if (kind === 'order') return refused
  const itemId = wanted.lines[0]?.itemId ?? 0
  const active = await ctx.ledger.readActiveHold({ saleId: sale.id, itemId, userId })
  return active ? { ok: true, made: false, id: active.id, sale } : refused
}

/** What the ledger has made of an id; null: it has not seen it, or has given it up as a hold. */
async function fateOf(ctx: Context, kind: Wanted['kind'], id: string): Promise<Fate | null> {
  const found = await (kind === 'order' ? ctx.ledger.readOrder(id) : ctx.ledger.readHold(id))
  return found?.status ?? null
}

const isVoid = (fate: Fate): boolean => fate === 'VOID' || fate === 'void'
const isSold = (fate: Fate): boolean => fate === 'CONFIRMED' || fate === 'confirmed'

/** `fresh`: it was not taken before. The id is another one where the buyer has a take of the item already. */
interface Admitted {
  id: string
  epoch: number | null
  fresh: boolean
}

async function commit(ctx: Context, sale: Sale, wanted: Wanted, take: Admitted): Promise<Attempted> {
  const { id, epoch } = take
  const tell = async (fate: Fate): Promise<void> => {
    if (epoch !== null) await tellGate(ctx, { id: sale.id, epoch }, id, fate).catch(leaveToSweeper)
  }
  const { kind, userId, lines } = wanted
  await openingTold(ctx, sale)
  const row = { id, saleId: sale.id, userId, epoch, kind, lines }
  const verdict: TakeVerdict = await ctx.ledger.commitTake(row).catch((error) => {
    if (error instanceof Busy) void tell('VOID')
    throw error
  })
  switch (verdict.status) {
    case 'taken':
      if (epoch === null) ctx.behind.add(sale.id)
      void tell('ACTIVE')
      return { ok: true, made: true, id, sale }
    case 'exists': {
      const fate = (await fateOf(ctx, kind, id)) ?? 'VOID'
      // Whether it is this take that was sold, or an older one under this id, cannot be told. Of the one that was sold the gate hears
      // from whoever sold it; one too many ends with its lease, and the reconciler finds the difference.
      const told = take.fresh && !verdict.ours && isSold(fate) ? undefined : tell(fate)
      if (id === wanted.id) return isVoid(fate) ? USED_UP : { ok: true, made: true, id, sale }
      if (fate === 'ACTIVE') return { ok: true, made: false, id, sale }
      // Another hold of the buyer's, of whose end the gate had not heard.
      await told
      return AGAIN
    }
    case 'held': {
      await tell('VOID')
      const found = await refuse(ctx, sale, wanted, no('busy'))
      return found !== USED_UP && found.ok ? found : AGAIN
    }
    case 'refused':
      void tell('VOID')
      if (epoch !== null) mend(ctx, sale)
      return nothingSold(sale, refusedLines(verdict))
    case 'stale':
      return AGAIN
    default:
      void tell('VOID')
      return refuseSale(sale, verdict.status)
  }
}
