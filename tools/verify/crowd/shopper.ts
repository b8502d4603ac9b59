import type { Method } from '../../harness/client.ts'
import { checkoutPath, purchasePath } from '../../harness/paths.ts'
import type { Sender } from '../../harness/sender.ts'
import { type Asked, type Call, type CallBody, type Calls, type ItemLine, isAnswered } from './calls.ts'
import type { Habit } from './plan.ts'

/** Requests that a buyer may abandon after a lost response, because no later step depends on them. */
const MAY_WALK = new Set<Asked['kind']>(['purchase', 'forged_purchase', 'hold', 'confirm', 'cancel', 'order'])

/** All actions of a shopper. Requests without a response are retried, with the same key if they have one. */
export class Shopper {
  readonly #sender: Sender
  readonly #calls: Calls
  #keys = 0

  constructor(sender: Sender, calls: Calls) {
    this.#sender = sender
    this.#calls = calls
  }

  /** @param code the checkout to add the items to */
  checkout(by: Buyer, lines: ItemLine[], code?: string): Promise<Call> {
    const ids = lines.map((line) => line.id)
    const what: What = code === undefined ? { kind: 'checkout', lines } : { kind: 'checkout', lines, code }
    return this.#post(by, what, checkoutPath(by.userId, ids, code))
  }

  /** Checks out the cart's lines of the sale. @param lines the expected lines */
  checkoutCart(by: Buyer, lines: ItemLine[]): Promise<Call> {
    return this.#post(by, { kind: 'cart_checkout', lines }, `/checkout?${userOf(by)}&sale_id=${by.saleId}`)
  }

  purchase(by: Buyer, code: string): Promise<Call> {
    return this.#post(by, { kind: 'purchase', code }, purchasePath(code, by.userId))
  }

  /** Purchases with another buyer's code or an invalid one. */
  forge(by: Buyer, code: string): Promise<Call> {
    return this.#post(by, { kind: 'forged_purchase', code }, purchasePath(code, by.userId))
  }

  hold(by: Buyer, itemId: number): Promise<Call> {
    const body = { user_id: by.userId, item_id: itemId }
    return this.#post(by, { kind: 'hold', lines: [{ id: itemId, quantity: 1 }] }, '/v1/reservations', body)
  }

  endHold(by: Buyer, kind: 'confirm' | 'cancel', id: string): Promise<Call> {
    return this.#post(by, { kind, subject: id }, `/v1/reservations/${id}/${kind}`, { user_id: by.userId })
  }

  order(by: Buyer, lines: ItemLine[]): Promise<Call> {
    const keyed = { ...by, habit: { ...by.habit, keyed: true } }
    return this.#post(keyed, { kind: 'order', lines }, '/v1/orders', { user_id: by.userId, items: lines })
  }

  poll(by: Buyer, id: string): Promise<Call> {
    return this.#send(by, { kind: 'poll', subject: id }, 'GET', `/v1/orders/${id}?${userOf(by)}`)
  }

  addToCart(by: Buyer, line: ItemLine): Promise<Call> {
    const body = { user_id: by.userId, item_id: line.id, quantity: line.quantity }
    return this.#post(by, { kind: 'cart_add', lines: [line] }, '/v1/cart/items', body)
  }

  setInCart(by: Buyer, line: ItemLine): Promise<Call> {
    const body = { user_id: by.userId, quantity: line.quantity }
    return this.#send(by, { kind: 'cart_set', lines: [line] }, 'PUT', `/v1/cart/items/${line.id}`, { body })
  }

  /** @param lines the expected lines */
  viewCart(by: Buyer, lines: ItemLine[]): Promise<Call> {
    return this.#send(by, { kind: 'cart_view', lines }, 'GET', `/v1/cart?${userOf(by)}`)
  }

  clearCart(by: Buyer): Promise<Call> {
    return this.#send(by, { kind: 'cart_clear' }, 'DELETE', `/v1/cart?${userOf(by)}`)
  }

  browse(by: Buyer, path: string): Promise<Call> {
    return this.#send(by, { kind: 'browse' }, 'GET', path)
  }

  /** Sends a write according to the buyer's habit. @returns the first of two responses if it is repeated */
  async #post(by: Buyer, what: What, path: string, body?: object): Promise<Call> {
    const { keyed, repeat } = by.habit
    const key = keyed ? `key-${++this.#keys}` : undefined
    const send = () => this.#send(by, what, 'POST', path, { key, body })
    const first = send()
    if (repeat === 'no' || key === undefined) return first
    if (repeat === 'after') await first
    const second = send()
    await second
    return first
  }

  #send(
    by: Buyer,
    what: What,
    method: Method,
    path: string,
    sent: { key?: string | undefined; body?: object | undefined } = {},
  ) {
    const asked: Asked = { ...what, userId: by.userId, saleId: by.saleId }
    return this.#sender.send(
      async (server) => {
        const answer = await server.client.send<CallBody>(method, path, sent)
        const entry = this.#calls.note({ ...asked, server: server.name, key: sent.key }, answer)
        return { entry, answer, answered: isAnswered(entry), mayWalk: MAY_WALK.has(what.kind) }
      },
      sent.key !== undefined || !addsUp(what),
    )
  }
}

/** A buyer in a sale and how it sends writes. */
export interface Buyer {
  userId: string
  saleId: number
  habit: Habit
}

/** Requests that are not idempotent without a key. */
const addsUp = ({ kind, code }: What): boolean => kind === 'cart_add' || (kind === 'checkout' && code !== undefined)

type What = Omit<Asked, 'userId' | 'saleId'>

const userOf = ({ userId }: Buyer): string => `user_id=${encodeURIComponent(userId)}`
