import { no, type Refused } from '../contract/index.ts'
import { Busy, type Sale, type TakeVerdict } from '../ledger/index.ts'
import { leaveToSweeper, mend, nothingSold, refusedLines } from './commit-purchase.ts'
import type { Context } from './context.ts'
import { type Fate, tellGate } from './tell-gate.ts'
import { NO_GATE, throughGate } from './through-gate.ts'
import { atPositions, type ItemLine, itemIdAt } from './views.ts'

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
 * for an item that the buyer holds already, it finds what is there.
 * @throws Busy @throws LedgerUnavailable: what was taken stays so until the sweeper knows
 */
export async function setAside(ctx: Context, saleId: number, wanted: Wanted): Promise<Aside | Refused> {
  let { id } = wanted
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const sale = await ctx.sales.get(saleId)
    if (!sale) return no('sale_not_found')
    const found = await attempt(ctx, sale, { ...wanted, id })
    if (found !== AGAIN) return found
    await ctx.sales.refresh(saleId)
    // An id that the ledger has given up is nobody's any more.
    if (isOver(await fateOf(ctx, { kind: wanted.kind, id }))) id = ctx.newId()
  }
  return no('busy')
}

const AGAIN = Symbol('take it anew')

async function attempt(ctx: Context, sale: Sale, wanted: Wanted): Promise<Aside | Refused | typeof AGAIN> {
  if (sale.soldOutAt) return refuse(ctx, sale, wanted, no('sold_out'))
  let epoch: number | null = sale.epoch
  const { userId, kind } = wanted
  const lines = atPositions(sale, wanted.lines)
  const reply = await throughGate(ctx, sale.id, (now) => {
    epoch = now.epoch
    const { takeLeaseMs: leaseMs } = ctx.settings
    return ctx.gate.take(now, { id: wanted.id, kind, leaseMs, wanted: { userId, lines } })
  })
  if (reply === NO_GATE) return commit(ctx, sale, { ...wanted, epoch: null, fresh: false })
  switch (reply.status) {
    case 'taken':
    case 'known':
      return commit(ctx, sale, { ...wanted, id: reply.id, epoch, fresh: reply.status === 'taken' })
    case 'refused': {
      const failed = reply.refused.map(({ position, reason }) => ({ id: itemIdAt(sale, position), code: reason }))
      return refuse(ctx, sale, wanted, nothingSold(sale, failed))
    }
    case 'not_open':
      return no('sale_not_open')
    case 'paused':
      return refuse(ctx, sale, wanted, no('sale_paused'))
    case 'closed':
      return refuse(ctx, sale, wanted, no('sale_closed'))
    default:
      throw new TypeError(`the gate called a ${kind} ${reply.status}`)
  }
}

/** A refusal, unless what is wanted is there already: the gate only admits. */
async function refuse(ctx: Context, sale: Sale, wanted: Wanted, refused: Refused): Promise<Aside | Refused> {
  const existing = await existingId(ctx, sale, wanted)
  return existing ? { ok: true, made: false, id: existing, sale } : refused
}

async function existingId(ctx: Context, sale: Sale, wanted: Wanted): Promise<string | undefined> {
  const { id, kind, userId } = wanted
  if (kind === 'order') return isOver(await fateOf(ctx, wanted)) ? undefined : id
  const itemId = wanted.lines[0]?.itemId ?? 0
  return (await ctx.ledger.readActiveHold({ saleId: sale.id, itemId, userId }))?.id
}

/** What the ledger has made of an id; VOID as long as it is nothing. */
async function fateOf(ctx: Context, what: Pick<Wanted, 'kind' | 'id'>): Promise<Fate> {
  const found = await (what.kind === 'order' ? ctx.ledger.readOrder(what.id) : ctx.ledger.readHold(what.id))
  return found?.status ?? 'VOID'
}

const isWaiting = (fate: Fate): boolean => fate === 'ACTIVE' || fate === 'queued' || fate === 'processing'

/** Nothing is set aside under it, nor can a repeated request mean it. */
const isOver = (fate: Fate): boolean => fate === 'VOID' || fate === 'void' || fate === 'CANCELED' || fate === 'EXPIRED'

/** `fresh`: it was not taken before. */
type Admitted = Wanted & { epoch: number | null; fresh: boolean }

async function commit(ctx: Context, sale: Sale, take: Admitted): Promise<Aside | Refused | typeof AGAIN> {
  const { id, epoch } = take
  const gateSale = { id: sale.id, epoch: epoch ?? 0 }
  const tell = (fate: Fate) => epoch !== null && void tellGate(ctx, gateSale, id, fate).catch(leaveToSweeper)
  const release = () => tell('VOID')
  const { kind, userId, lines } = take
  const row = { id, saleId: sale.id, userId, epoch, kind, lines }
  const verdict: TakeVerdict = await ctx.ledger.commitTake(row).catch((error) => {
    if (error instanceof Busy) release()
    throw error
  })
  switch (verdict.status) {
    case 'taken':
      if (epoch === null) ctx.behind.add(sale.id)
      tell('ACTIVE')
      return { ok: true, made: true, id, sale }
    case 'exists': {
      const fate = await fateOf(ctx, take)
      // What was committed under this id is in the gate's books; a take that is newer than that is one too many.
      tell(take.fresh && !verdict.ours && !isWaiting(fate) ? 'VOID' : fate)
      return isOver(fate) ? AGAIN : { ok: true, made: verdict.ours, id, sale }
    }
    case 'held': {
      release()
      const existing = await existingId(ctx, sale, take)
      return existing ? { ok: true, made: false, id: existing, sale } : AGAIN
    }
    case 'refused':
      release()
      if (epoch !== null) mend(ctx, sale)
      return nothingSold(sale, refusedLines(verdict))
    case 'stale':
      return AGAIN
    default:
      release()
      return no(verdict.status)
  }
}
