import { setTimeout as delay } from 'node:timers/promises'
import type { TicketView } from '@hourglass/core/contract'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { type Answered, ask, type Venue } from './ask.ts'

/** A sale with a waiting room. */
export interface QueuedSale {
  id: number
  items: readonly number[]
}

/** What a visitor has become. */
export type Visit = { is: 'sold_out' | 'left' | 'let_in' | 'gone' } | { is: 'bought'; units: number }

export interface Visitor {
  userId: string
  /** What the visitor is doing, for a progress display. */
  now: 'joining' | 'waiting' | 'inside' | 'done'
  /** The position that servers have reported. */
  position: number | null
  /** The number in the join log. */
  seq: number | null
}

interface Ways {
  /** Shortest time between two looks at the ticket; default as the server says. */
  pollMs?: number
  /** Tries to get in without a pass, with a forged one and with somebody else's. */
  cheats?: boolean
  /** Somebody else's pass. */
  foreign?: () => string | undefined
  keepPass?: (pass: string) => void
  stopping?: AbortSignal
}

export const newVisitor = (userId: string): Visitor => ({ userId, now: 'joining', position: null, seq: null })

/** One visit: join, wait, and buy once admitted. Every third visitor joins twice at once; every tenth does not use the pass. */
export async function visit(venue: Venue, sale: QueuedSale, visitor: Visitor, ways: Ways = {}): Promise<Visit> {
  visitor.now = 'joining'
  const joined = await join(venue, sale, visitor)
  if (!joined) return finish(visitor, { is: 'sold_out' })
  visitor.now = 'waiting'
  visitor.seq = joined.seq
  if (ways.cheats) await cheat(venue, sale, visitor, ways)
  const place = await wait(venue, sale, visitor, { ways, ticket: joined.ticket })
  if (place === 'stopped') return finish(visitor, { is: 'gone' })
  if (place.state === 'over') return finish(visitor, { is: 'sold_out' })
  if (place.state === 'expired') return finish(visitor, { is: 'left' })
  visitor.now = 'inside'
  if (place.pass) ways.keepPass?.(place.pass)
  if (venue.random.below(10) === 0) return finish(visitor, { is: 'let_in' })
  return finish(visitor, await buy(venue, sale, visitor.userId, place.pass))
}

function finish(visitor: Visitor, result: Visit): Visit {
  visitor.now = 'done'
  return result
}

/** null: there is nothing left to join for. */
async function join(venue: Venue, { id }: QueuedSale, { userId }: Visitor): Promise<TicketView | null> {
  const path = `/v1/sales/${id}/queue`
  const asked = await ask(venue, 'GET', `${path}/challenge?user_id=${encodeURIComponent(userId)}`)
  const { challenge } = asked.body
  const proof = challenge ? { challenge, solution: await solveChallenge({ challenge, deriveKey }) } : undefined
  const body = { user_id: userId, ...(proof && { proof }) }
  const send = () => ask(venue, 'POST', path, { body })
  const answers = await Promise.all(venue.random.below(3) === 0 ? [send(), send()] : [send()])
  const tickets = new Set(answers.filter(isOk).map(({ body: { ticket } }) => ticket))
  venue.tally.check('joining twice gives the same ticket', tickets.size <= 1, () => `${userId}: ${[...tickets]}`)
  const refused = answers.find((answer) => !isOk(answer))
  if (refused) {
    const isOver = ['sold_out', 'queue_closed', 'door_open'].includes(refused.outcome)
    venue.tally.check('a buyer can join while the sale sells', isOver, () => `${userId}: ${refused.outcome}`)
  }
  return answers.find(isOk)?.body ?? null
}

const isOk = ({ outcome }: Answered): boolean => outcome === 'ok'

/** Tries to check out without a pass of its own. */
async function cheat(venue: Venue, sale: QueuedSale, { userId }: Visitor, { foreign }: Ways): Promise<void> {
  const passes = [undefined, 'forged', foreign?.()]
  const path = `/checkout?user_id=${encodeURIComponent(userId)}&id=${venue.random.pick(sale.items)}`
  for (const pass of passes) {
    const { outcome } = await ask(
      venue,
      'POST',
      path,
      pass === undefined ? {} : { headers: { 'hourglass-pass': pass } },
    )
    venue.tally.check('nobody checks out without a pass of their own', outcome !== 'ok', () => `${userId} with ${pass}`)
  }
}

/** Looks at the ticket until something can be done. */
async function wait(
  venue: Venue,
  { id }: QueuedSale,
  visitor: Visitor,
  { ways, ticket }: { ways: Ways; ticket: string },
): Promise<TicketView | 'stopped'> {
  for (;;) {
    const { body, outcome } = await ask(venue, 'GET', `/v1/sales/${id}/queue/${ticket}`)
    venue.tally.check('no place is lost', outcome === 'ok', () => `${visitor.userId}: ${outcome}`)
    const place: TicketView = body
    const { position, seq, state } = place
    const isSame = position === null || visitor.position === null || position === visitor.position
    venue.tally.check('a position never changes', isSame && seq === visitor.seq, () => `${visitor.userId}: ${position}`)
    visitor.position = position ?? visitor.position
    if (state !== 'joined' && state !== 'waiting') return place
    const pauseMs = ways.pollMs ?? place.poll_after_ms ?? 0
    await delay(pauseMs, undefined, ways.stopping && { signal: ways.stopping }).catch(() => undefined)
    if (ways.stopping?.aborted) return 'stopped'
  }
}

/** Buys with the pass in one of three ways, every other time at two servers at once. */
async function buy(venue: Venue, sale: QueuedSale, userId: string, pass: string | null): Promise<Visit> {
  const headers: Record<string, string> = pass === null ? {} : { 'hourglass-pass': pass }
  const { random } = venue
  const item = random.pick(sale.items)
  const [who, way] = [`user_id=${encodeURIComponent(userId)}`, random.below(3)]
  const once = async (): Promise<Answered> => {
    if (way === 0) {
      const body = { user_id: userId, items: [{ id: item, quantity: 1 }] }
      return ask(venue, 'POST', '/v1/orders', { body, headers, key: `${userId} ${random.below(2 ** 31)}` })
    }
    if (way === 1) {
      const held = await ask(venue, 'POST', '/v1/reservations', { body: { user_id: userId, item_id: item }, headers })
      if (!isOk(held)) return held
      return ask(venue, 'POST', `/v1/reservations/${held.body.id}/confirm`, { body: { user_id: userId } })
    }
    const checkout = await ask(venue, 'POST', `/checkout?${who}&id=${item}`, { headers })
    if (!isOk(checkout)) return checkout
    return ask(venue, 'POST', `/purchase?code=${checkout.body.code}&${who}`, { headers })
  }
  const answers = await Promise.all(random.below(2) === 0 ? [once(), once()] : [once()])
  const units = answers.filter((answer) => isOk(answer) || answer.outcome === 'code_used').length
  if (units > 0) return { is: 'bought', units }
  const outcomes = answers.map(({ outcome }) => outcome)
  const isFair = outcomes.every((outcome) => FAIR.has(outcome))
  venue.tally.check('an admitted buyer is refused for a fair reason', isFair, () => `${userId}: ${outcomes}`)
  return { is: outcomes.includes('sold_out') ? 'sold_out' : 'left' }
}

/** Why an admitted buyer may get nothing. */
const FAIR = new Set([
  'sold_out',
  'item_held',
  'held_by_you',
  'limit_reached',
  'pass_expired',
  'hold_confirmed',
  'in_progress',
  'code_expired',
])
