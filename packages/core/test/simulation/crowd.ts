import { pick, type Random } from '../../src/catalog/random.ts'
import { type Context, cancelHold, checkout, confirmHold, createHold, purchase } from '../../src/operations/index.ts'

const BUYERS = ['ann', 'ben', 'cleo']
const ITEMS = [101, 102, 103, 104]

/** The responses that the buyers got. */
export interface Responses {
  /** Orders that were reported as confirmed. */
  orders: { id: string; userId: string; units: number }[]
  holds: { id: string; userId: string; itemId: number }[]
  /** Holds that were reported as ended. */
  ends: { id: string; as: 'confirmed' | 'canceled' }[]
  /** Errors other than outages. */
  unexpected: string[]
}

/** Codes and holds that buyers have. They are used repeatedly, like by a client that gets no response. */
const inHand = new WeakMap<Responses, { codes: string[]; holds: string[] }>()

/** One random action of one shopper. */
export async function shop(random: Random, ctx: Context, responses: Responses): Promise<void> {
  const hand = inHand.get(responses) ?? { codes: [], holds: [] }
  inHand.set(responses, hand)
  const user_id = pick(random, BUYERS)
  const dice = random()
  if (hand.codes.length > 0 && dice < 0.4) {
    const bought = await purchase(ctx, { code: pick(random, hand.codes) })
    const order = bought.ok ? bought.value.order : (bought.extra?.order as { id: string } | undefined)
    if (!order) return
    const units = bought.ok ? bought.value.total_purchased : (bought.extra?.total_purchased as number)
    const { user_id: userId } = order as unknown as { user_id: string }
    responses.orders.push({ id: order.id, userId, units })
  } else if (hand.holds.length > 0 && dice < 0.6) {
    const id = pick(random, hand.holds)
    const [end, as] = random() < 0.5 ? [confirmHold, 'confirmed' as const] : [cancelHold, 'canceled' as const]
    const ended = await end(ctx, { id })
    if (ended.ok) responses.ends.push({ id, as })
  } else if (dice < 0.7) {
    const itemId = pick(random, ITEMS)
    const held = await createHold(ctx, { user_id, item_id: itemId })
    if (!held.ok) return
    const id = held.value.reservation.id
    responses.holds.push({ id, userId: user_id, itemId })
    hand.holds.push(id)
  } else {
    const id = random() < 0.5 ? pick(random, ITEMS) : [pick(random, ITEMS), pick(random, ITEMS)]
    const chosen = await checkout(ctx, { user_id, id })
    if (chosen.ok) hand.codes.push(chosen.value.code)
  }
}
