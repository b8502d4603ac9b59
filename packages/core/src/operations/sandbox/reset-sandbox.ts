import { schema, type Transaction } from '@hourglass/db'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { noInput, type Outcome, ok, type Refused, refuse, SANDBOX_MS, type SandboxView } from '../../contract/index.ts'
import { isTestPrincipal, qualified } from '../../domain/index.ts'
import type { Sale } from '../../ledger/index.ts'
import { checkout } from '../checkout/checkout.ts'
import { createHold } from '../hold/create-hold.ts'
import type { Context } from '../runtime/context.ts'
import { recordApplied, wasApplied } from '../runtime/idempotency.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { parse } from '../runtime/parse.ts'
import { insertItems, NEXT_EPOCH, refreshWithGate } from '../sale/edit-sale.ts'
import { markStartedSalesOpened } from '../sale/ensure-opened.ts'
import { clockOf, lockSaleMaking, makeSale } from '../sale/make-sale.ts'
import { readSale } from '../sale/read-sales.ts'
import { transitionSales } from '../sale/write-sale-events.ts'
import { purchase } from '../take/purchase.ts'
import { closeSoldOut } from '../upkeep/close-sold-out.ts'
import { type Arrangement, CASES, nameOfCase } from './cases.ts'

const { sales } = schema

/** The buyer who has what the caller's buyers cannot get. */
const OTHER_BUYER = 'another-buyer'

/**
 * Closes the test sales of a partner and creates new ones, one for each case. What another buyer has is sold and held through the gate
 * and the ledger, like everything else. Resets of one partner run one after another; the last one's sales stay.
 */
export async function resetSandbox(ctx: Context, raw: unknown): Promise<Outcome<SandboxView>> {
  const input = parse(noInput, raw)
  if (!input.ok) return input
  const { partner: principal } = ctx
  if (principal === undefined || !isTestPrincipal(principal)) return refuse('test_key_required')
  try {
    const former = await ctx.db.transaction((tx) => replaceSales(ctx, tx, principal))
    for (const id of former) await refreshWithGate(ctx, id, 'sale closed')
    const ids = await newestSales(ctx, principal)
    for (const [at, id] of ids.entries()) {
      const refused = await arrangeSale(ctx, await refreshWithGate(ctx, id, 'new sale'), CASES[at]?.arrange)
      if (refused) return refused
    }
    ctx.log.info({ event: 'sandbox.reset', principal, sales: ids }, 'sandbox reset')
    return await viewOf(ctx, ids)
  } catch (error) {
    return ledgerRefusal(error)
  }
}

/** @returns the sales that were closed; none when an earlier run of this request has replaced them */
async function replaceSales(ctx: Context, tx: Transaction, principal: string): Promise<number[]> {
  await lockSaleMaking(tx)
  if (await wasApplied(tx, ctx.requestId)) return []
  const own = eq(sales.sandbox, principal)
  const close = { closedAt: sql`now()`, epoch: NEXT_EPOCH }
  await markStartedSalesOpened(tx, own)
  const former = await transitionSales(tx, 'sale.closed', close, and(own, isNull(sales.closedAt)))
  const now = (await clockOf(tx)).getTime()
  for (const { case: of, items, buyerLimit, queue, startsInMs = 0, arrange } of CASES) {
    const settings = { ...ctx.settings, queue: { ...ctx.settings.queue, ...queue } }
    const { id, firstItemId } = await makeSale(
      tx,
      { ...ctx, settings },
      {
        kind: 'merchant',
        name: nameOfCase(of),
        sandbox: principal,
        door: queue ? 'queue' : 'open',
        currency: 'EUR',
        buyerLimit,
        itemsCount: items.length,
        itemsCapacity: items.length,
        startsAt: new Date(now + startsInMs),
        endsAt: new Date(now + SANDBOX_MS),
      },
    )
    await insertItems(tx, { saleId: id, firstItemId }, items)
    const itself = eq(sales.id, id)
    await markStartedSalesOpened(tx, itself)
    if (arrange === 'pause') await transitionSales(tx, 'sale.paused', { pausedAt: sql`now()` }, itself)
    if (arrange === 'close') await transitionSales(tx, 'sale.closed', close, itself)
  }
  await recordApplied(tx, ctx.requestId)
  return former
}

/** The sales of the last reset, in the order of the cases. */
async function newestSales(ctx: Context, principal: string): Promise<number[]> {
  const rows = await ctx.db
    .select({ id: sales.id })
    .from(sales)
    .where(eq(sales.sandbox, principal))
    .orderBy(desc(sales.id))
    .limit(CASES.length)
  return rows.map(({ id }) => id).reverse()
}

/** Repeated, it changes nothing: the unit is sold, or the hold exists. */
async function arrangeSale(ctx: Context, sale: Sale, as: Arrangement | undefined): Promise<Refused | null> {
  const buyer = { user_id: qualified(sale.sandbox ?? '', OTHER_BUYER) }
  if (as === 'hold') {
    const held = await createHold(ctx, { ...buyer, item_id: sale.firstItemId })
    return held.ok ? null : held
  }
  if (as !== 'buy') return null
  const intent = await checkout(ctx, { ...buyer, id: sale.firstItemId })
  const bought = intent.ok ? await purchase(ctx, { code: intent.value.code }) : intent
  if (!bought.ok && bought.code !== 'sold_out') return bought
  await closeSoldOut(ctx)
  return null
}

/** The plain sale comes first. */
async function viewOf(ctx: Context, ids: readonly number[]): Promise<Outcome<SandboxView>> {
  const made: SandboxView['sales'] = []
  for (const [at, id] of ids.entries()) {
    const sale = await readSale(ctx, { id })
    const { case: of, purpose } = CASES[at] ?? {}
    if (!sale.ok) return sale
    if (of && purpose) made.unshift({ case: of, purpose, sale: sale.value })
  }
  return ok({ sales: made })
}
