import {
  type CartLineView,
  type CartView,
  ITEM_STATES,
  type Money,
  type Outcome,
  ok,
  type Refused,
  refuse,
} from '../../contract/index.ts'
import type { CartOwner, StoredCart, StoredCartLine } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { isSealed } from '../sale/sealed.ts'
import { itemSummary, positionOf } from '../sale/views.ts'

/** Principal of carts without a key: trusted user ids, and session shoppers, whose ids cannot be guessed. */
export const OPEN_PRINCIPAL = 'open'

export const ownerOf = (input: { user_id: string }): CartOwner => ({ principal: OPEN_PRINCIPAL, userId: input.user_id })

export const wrongField = (field: 'quantity' | 'item_id', detail: string): Refused =>
  refuse('invalid_request', { detail, errors: [{ pointer: `#/${field}`, detail }] })

/** The current cart with the state of each line. */
export async function viewCart(ctx: Context, owner: CartOwner): Promise<Outcome<CartView>> {
  const cart = await ctx.ledger.carts.read(owner, true)
  const found = await Promise.all(cart.lines.map((line) => viewLine(ctx, line)))
  const lines = found.filter((line) => line !== null)
  return ok({
    user_id: owner.userId,
    lines,
    dropped: droppedOf(cart),
    estimated_total: estimate(lines),
    expires_at: cart.expiresAt?.toISOString() ?? null,
    reserved: false,
  })
}

const droppedOf = (cart: StoredCart): CartView['dropped'] =>
  cart.dropped.map((itemId) => ({ item_id: itemId, code: 'sale_closed' }))

async function viewLine(ctx: Context, line: StoredCartLine): Promise<CartLineView | null> {
  const sale = await ctx.sales.get(line.saleId)
  // Older versions accepted items of hourly sales before they opened.
  if (!sale || isSealed(sale)) return null
  const shelf = await ctx.shelves.read(sale)
  const item = itemSummary(sale, line.itemId)
  const unitsLeft = shelf.left[positionOf(sale, line.itemId)] ?? 0
  return {
    item,
    sale_id: sale.id,
    quantity: line.quantity,
    state: stateOf(line, unitsLeft, ITEM_STATES[shelf.states[positionOf(sale, line.itemId)] ?? 0] === 'held'),
    units_left: unitsLeft,
    line_total: { amount: item.price.amount * line.quantity, currency: sale.currency },
  }
}

function stateOf(line: StoredCartLine, unitsLeft: number, isHeld: boolean): CartLineView['state'] {
  if (line.sale === 'sold_out' || (unitsLeft === 0 && !isHeld)) return 'sold_out'
  if (unitsLeft === 0) return 'held'
  if (line.sale === 'not_begun') return 'sale_not_open'
  if (line.sale === 'paused') return 'sale_paused'
  return unitsLeft < line.quantity ? 'fewer_left' : 'available'
}

/** Total of the units that are available now. null if none are, or if their currencies differ. */
function estimate(lines: CartLineView[]): Money | null {
  const had = lines.filter(({ state }) => state === 'available' || state === 'fewer_left')
  const [currency, ...others] = new Set(had.map(({ item }) => item.price.currency))
  if (currency === undefined || others.length > 0) return null
  const amount = had.reduce((sum, line) => sum + line.item.price.amount * Math.min(line.quantity, line.units_left), 0)
  return { amount, currency }
}
