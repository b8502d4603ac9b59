import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from './calls.ts'
import type { Visit } from './plan.ts'
import type { VisitKind } from './presets.ts'
import type { Shopper } from './shopper.ts'

/** Duration of holds. Short, so that expired units are released while others are still buying. */
export const HOLD_MS = 3_000
const POLL_MS = 250
/** Longer than the claim of a killed server can delay an order. */
const POLLS_MAX = 120
const PAGE_ITEMS = 50
/** How often a buyer checks out again after the code has expired. */
const FRESH_CODES_MAX = 5

/** The actions of each kind of visit. Steps that wait for time to pass go to `later`, so they do not block other visits. */
export const visits: Record<VisitKind, (shopper: Shopper, visit: Visit, later: Later) => Promise<unknown>> = {
  buy,
  contended: buy,
  greedy: buy,

  async code_twice(shopper, visit) {
    const code = codeOf(await shopper.checkout(visit, visit.lines))
    if (code) await Promise.all(Array.from({ length: 2 + (visit.dice % 2) }, () => shopper.purchase(visit, code)))
  },

  async code_again(shopper, visit) {
    const bought = await buy(shopper, visit)
    if (bought?.code) await shopper.purchase(visit, bought.code)
  },

  async forged(shopper, visit) {
    const code = codeOf(await shopper.checkout(visit, visit.lines))
    if (!code) return
    const thief = { ...visit, userId: `thief-${visit.dice}` }
    await shopper.forge(thief, forgeries[visit.dice % forgeries.length]?.(code) ?? code)
    if (visit.dice % 2 === 0) await shopper.purchase(visit, code)
  },

  /** A page reload: two checkouts of the same items, both purchased. */
  async refresh(shopper, visit) {
    const codes = [await shopper.checkout(visit, visit.lines), await shopper.checkout(visit, visit.lines)].map(codeOf)
    for (const code of codes) if (code) await shopper.purchase(visit, code)
  },

  async adding(shopper, visit) {
    const code = codeOf(await shopper.checkout(visit, visit.lines.slice(0, 1)))
    if (!code) return
    const more = visit.lines.slice(1)
    if (more.length > 0) await shopper.checkout(visit, more, code)
    await shopper.purchase(visit, code)
  },

  mistaken: (shopper, visit) => shopper.checkout(visit, visit.lines),

  async hold_confirm(shopper, visit) {
    const id = await hold(shopper, visit)
    if (!id) return
    await shopper.endHold(visit, 'confirm', id)
    if (visit.dice % 5 === 0) await shopper.endHold(visit, 'confirm', id)
  },

  async hold_cancel(shopper, visit) {
    const id = await hold(shopper, visit)
    if (!id) return
    await shopper.endHold(visit, 'cancel', id)
    if (visit.dice % 5 === 0) await shopper.endHold(visit, visit.dice % 2 === 0 ? 'confirm' : 'cancel', id)
  },

  hold_leave: hold,

  async hold_late(shopper, visit, later) {
    const id = await hold(shopper, visit)
    // From shortly before the deadline until after the unit has been released.
    const waitMs = HOLD_MS - 200 + visit.dice
    if (id) later(delay(waitMs).then(() => shopper.endHold(visit, 'confirm', id)))
  },

  async hold_torn(shopper, visit) {
    const id = await hold(shopper, visit)
    if (id) await Promise.all([shopper.endHold(visit, 'confirm', id), shopper.endHold(visit, 'cancel', id)])
  },

  async hold_twice(shopper, visit) {
    const [id] = await Promise.all([hold(shopper, visit), hold(shopper, visit)])
    if (id) await shopper.endHold(visit, 'confirm', id)
  },

  async cart(shopper, visit) {
    const [first, ...more] = visit.lines
    if (!first) return
    await shopper.setInCart(visit, first)
    for (const line of more) await shopper.addToCart(visit, line)
    await shopper.viewCart(visit, visit.lines)
    const code = codeOf(await shopper.checkoutCart(visit, visit.lines))
    if (code) await shopper.purchase(visit, code)
    await shopper.clearCart(visit)
  },

  order,
  order_greedy: order,

  async browse(shopper, visit) {
    await shopper.browse(visit, `/v1/sales/${visit.saleId}`)
    const offset = visit.dice % (2 * PAGE_ITEMS)
    await shopper.browse(visit, `/v1/sales/${visit.saleId}/items?limit=${PAGE_ITEMS}&offset=${offset}`)
  },
}

type Later = (rest: Promise<unknown>) => void

/**
 * Checks out and purchases; retries with a new code if the code has expired because its take was voided. @returns the last
 * purchase response
 */
async function buy(shopper: Shopper, visit: Visit): Promise<Call | undefined> {
  let bought: Call | undefined
  for (let codes = 0; codes < FRESH_CODES_MAX; codes++) {
    const code = codeOf(await shopper.checkout(visit, visit.lines))
    if (!code) return bought
    bought = await shopper.purchase(visit, code)
    if (bought.outcome !== 'code_expired') return bought
  }
  return bought
}

/** Turn a buyer's code into one that must be rejected. The last returns the code itself, used by another buyer. */
const forgeries: readonly ((code: string) => string)[] = [
  (code) => code.slice(0, -1) + (code.endsWith('A') ? 'E' : 'A'),
  (code) => (code.startsWith('A') ? 'B' : 'A') + code.slice(1),
  (code) => code.slice(0, -3),
  (code) => code.split('').reverse().join(''),
  () => '__proto__',
  (code) => code,
]

/** Only for successes: the `code` of a refusal is its outcome. */
const codeOf = ({ outcome, body }: Call): string | undefined => (outcome === 'ok' ? body.code : undefined)

async function hold(shopper: Shopper, visit: Visit): Promise<string | undefined> {
  const held = await shopper.hold(visit, visit.lines[0]?.id ?? 0)
  return held.outcome === 'ok' ? held.body.id : undefined
}

async function order(shopper: Shopper, visit: Visit, later: Later): Promise<void> {
  const { outcome, body } = await shopper.order(visit, visit.lines)
  if (outcome === 'ok' && body.id) later(watch(shopper, visit, body.id))
}

async function watch(shopper: Shopper, visit: Visit, id: string): Promise<void> {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const { body } = await shopper.poll(visit, id)
    if (isDecided(body)) return
    await delay(POLL_MS)
  }
}

const isDecided = ({ status }: Call['body']): boolean => status !== 'queued' && status !== 'processing'
