import type { Sender } from '../../harness/sender.ts'
import { type Entry, isAnswered, type Journal, type Request } from './journal.ts'

/** What a buyer of the sell-out can do. What got no answer is sent again with the same code. */
export class Shop {
  readonly #sender: Sender
  readonly #journal: Journal

  constructor(sender: Sender, journal: Journal) {
    this.#sender = sender
    this.#journal = journal
  }

  /** @param code an open checkout to add to */
  checkout(userId: string, itemIds: readonly number[], code?: string): Promise<Entry> {
    const path = checkoutPath(userId, itemIds) + (code === undefined ? '' : `&code=${code}`)
    return this.#send({ phase: 'crowd', op: 'checkout', userId, itemIds, code, forged: false }, path)
  }

  purchase(userId: string, code: string): Promise<Entry> {
    return this.#send(
      { phase: 'crowd', op: 'purchase', userId, itemIds: [], code, forged: false },
      `/purchase?code=${encodeURIComponent(code)}`,
    )
  }

  /** Buys with a code that is not the buyer's own, or no code at all. */
  forge(userId: string, code: string): Promise<Entry> {
    return this.#send(
      { phase: 'crowd', op: 'purchase', userId, itemIds: [], code, forged: true },
      `/purchase?code=${encodeURIComponent(code)}&user_id=${userId}`,
    )
  }

  read<Found>(path: string): Promise<Found> {
    return this.#sender.read<Found>(path)
  }

  #send(request: Omit<Request, 'server'>, path: string): Promise<Entry> {
    return this.#sender.send(async (server) => {
      const answer = await server.client.send('POST', path)
      const entry = this.#journal.note({ ...request, server: server.name }, answer)
      return { entry, answer, answered: isAnswered(entry), mayWalk: entry.op === 'purchase' }
    })
  }
}

export function checkoutPath(userId: string, itemIds: readonly number[]): string {
  return `/checkout?user_id=${encodeURIComponent(userId)}&id=${itemIds.join('&id=')}`
}
