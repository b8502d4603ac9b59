import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './client.ts'
import type { Server } from './fleet.ts'
import { type Entry, isAnswered, type Journal, type Request } from './journal.ts'

/** How often one request is sent before the buyer gives up and never knows. */
const SENDS_MAX = 60
/** Pause before a request is sent again where the server does not name one. */
const RESEND_MS = 50
const RESEND_MS_MAX = 1_000
/** Every so many buyers whose purchase got no answer walk away: what they had taken must come back by itself. */
const LOST_PER_WALKER = 5

/** The fleet as a buyer sees it: any server will do, and what got no answer is sent again with the same code. */
export class Shop {
  /** Requests that were given up without an answer, after many sends. */
  gaveUp = 0
  /** Purchases whose buyer walked away at the first lost answer. */
  walkedAway = 0
  readonly #servers: readonly Server[]
  readonly #journal: Journal
  #next = 0
  #lost = 0

  constructor(servers: readonly Server[], journal: Journal) {
    this.#servers = servers
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

  /** Reads from whichever server answers. @throws when none does */
  async read<Found>(path: string): Promise<Found> {
    for (let sends = 0; sends < SENDS_MAX; sends++) {
      const answer = await this.#server().client.send<Found>('GET', path)
      if (answer.status === 200) return answer.body
      await delay(pauseMs(answer))
    }
    throw new Error(`No server answers ${path}.`)
  }

  async #send(request: Omit<Request, 'server'>, path: string): Promise<Entry> {
    for (let sends = 1; ; sends++) {
      const server = this.#server()
      const answer = await server.client.send('POST', path)
      const entry = this.#journal.note({ ...request, server: server.name }, answer)
      if (isAnswered(entry)) return entry
      if (entry.op === 'purchase' && entry.outcome === 'unknown' && ++this.#lost % LOST_PER_WALKER === 0) {
        this.walkedAway++
        return entry
      }
      if (sends === SENDS_MAX) {
        this.gaveUp++
        return entry
      }
      await delay(pauseMs(answer))
    }
  }

  #server(): Server {
    const server = this.#servers[this.#next++ % this.#servers.length]
    if (!server) throw new Error('there is no server')
    return server
  }
}

export function checkoutPath(userId: string, itemIds: readonly number[]): string {
  return `/checkout?user_id=${encodeURIComponent(userId)}&id=${itemIds.join('&id=')}`
}

const pauseMs = (answer: Answer<unknown>): number => Math.min(answer.retryAfterMs ?? RESEND_MS, RESEND_MS_MAX)
