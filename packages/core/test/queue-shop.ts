import { schema } from '@hourglass/db'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { eq, sql } from 'drizzle-orm'
import type { ProofOfWork, TicketView } from '../src/contract/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import { type Context, challengeToJoin, joinQueue, readPlace } from '../src/operations/index.ts'
import { granted, merchantSale } from './held-shop.ts'

const { queueAdmissions, queues, sales } = schema

export const GOODS = Array.from({ length: 5 }, () => ({ stock: 10, price: 100 }))

/** A sale with a waiting room that starts in an hour. */
export const queueSale = (ctx: Context, more: object = {}): Promise<Sale> =>
  merchantSale(ctx, GOODS, {
    door: 'queue',
    buyer_limit: 3,
    starts_at: new Date(Date.now() + 3_600_000).toISOString(),
    ...more,
  })

/** Moves the start of a sale to this moment, by PostgreSQL's clock, and forgets what the server knew. */
export async function start(ctx: Context, sale: Sale): Promise<Sale> {
  await ctx.db
    .update(sales)
    .set({ startsAt: sql`now()`, epoch: sql`${sales.epoch} + 1` })
    .where(eq(sales.id, sale.id))
  const started = await ctx.sales.refresh(sale.id)
  if (!started) throw new Error('the sale does not exist')
  return started
}

export const join = async (ctx: Context, sale: Sale, userId: string): Promise<TicketView> =>
  granted(await joinQueue(ctx, { id: sale.id, user_id: userId })).place

/** Many buyers join at once, in batches of the ledger. */
export const joinAll = (ctx: Context, sale: Sale, buyers: string[]): Promise<TicketView[]> =>
  Promise.all(buyers.map((userId) => join(ctx, sale, userId)))

export const buyersNamed = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`)

/** A ticket as it is in the ledger now. */
export async function ticketNow(ctx: Context, sale: Sale, { ticket }: Pick<TicketView, 'ticket'>): Promise<TicketView> {
  await ctx.sales.refresh(sale.id)
  await ctx.queues.refresh(sale.id)
  return granted(await readPlace(ctx, { id: sale.id, ticket }))
}

/** Makes the last run of the admissions longer ago. */
export const timePasses = (ctx: Context, sale: Sale, seconds: number) =>
  ctx.db
    .update(queues)
    .set({ advancedAt: sql`clock_timestamp() - ${seconds}::float8 * interval '1 second'` })
    .where(eq(queues.saleId, sale.id))

/** Makes all admissions so far longer ago than a pass is valid. */
export const passesExpire = (ctx: Context, sale: Sale) =>
  ctx.db
    .update(queueAdmissions)
    .set({ at: sql`${queueAdmissions.at} - ${ctx.settings.queue.passMs}::int * interval '1 millisecond'` })
    .where(eq(queueAdmissions.saleId, sale.id))

/** Admits everybody who waits. */
export async function admitAll(ctx: Context, sale: Sale): Promise<void> {
  await ctx.ledger.advanceQueues(1)
  await ctx.db.transaction(async (tx) => {
    const [queue] = await tx.select().from(queues).where(eq(queues.saleId, sale.id)).for('update')
    if (!queue || queue.joined === queue.admitted) return
    const { joined: upTo, admitted: after } = queue
    await tx.insert(queueAdmissions).values({ saleId: sale.id, upTo, after, at: sql`clock_timestamp()` as never })
    await tx.update(queues).set({ admitted: upTo }).where(eq(queues.saleId, sale.id))
  })
  await ctx.queues.refresh(sale.id)
}

/** The same server, acting with this pass. */
export const withPass = (ctx: Context, pass: string | null): Context => ({ ...ctx, pass: pass ?? '' })

/** A buyer who has been admitted, as the server sees their requests. */
export async function admitted(ctx: Context, sale: Sale, userId: string): Promise<Context> {
  const place = await join(ctx, sale, userId)
  await admitAll(ctx, sale)
  return withPass(ctx, (await ticketNow(ctx, sale, place)).pass)
}

/** Solves a challenge as a browser does. */
export async function prove(ctx: Context, sale: Sale, userId: string): Promise<ProofOfWork> {
  const { challenge } = granted(await challengeToJoin(ctx, { id: sale.id, user_id: userId }))
  if (!challenge) throw new Error('this server asks for no proof')
  const solution = await solveChallenge({ challenge, deriveKey })
  if (!solution) throw new Error('not solved')
  return { challenge, solution: { counter: solution.counter, derivedKey: solution.derivedKey } }
}
