import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './client.ts'
import type { Server } from './fleet.ts'

/** Maximum attempts per request. After them the outcome stays unknown. */
const SENDS_MAX = 60
/** Delay before a retry without Retry-After. */
const RESEND_MS = 50
const RESEND_MS_MAX = 1_000
/** One in five lost responses is abandoned by its buyer, so that the take must be settled by the servers. */
const LOST_PER_WALKER = 5

/** One attempt, as recorded. */
interface Noted<Entry> {
  entry: Entry
  answer: Answer<unknown>
  /** The response has the final outcome of the request. */
  answered: boolean
  /** The buyer may abandon the request after a lost response. */
  mayWalk: boolean
}

/** Sends requests to the servers round robin and retries those without a final outcome. */
export class Sender {
  /** Requests that were given up after the maximum number of attempts. */
  gaveUp = 0
  /** Requests that were abandoned after a lost response. */
  walkedAway = 0
  /** Whether each request is sent to two servers concurrently. */
  twice = false
  readonly #servers: readonly Server[]
  #next = 0
  #lost = 0

  constructor(servers: readonly Server[]) {
    this.#servers = servers
  }

  /**
   * Sends until there is a final outcome. @param once sends to one server and records the response
   * @param mayTwice whether the request is idempotent
   */
  async send<Entry>(once: (server: Server) => Promise<Noted<Entry>>, mayTwice = true): Promise<Entry> {
    for (let sends = 1; ; sends++) {
      const first = once(this.#server())
      if (this.twice && mayTwice) await once(this.#server())
      const { entry, answer, answered, mayWalk } = await first
      if (answered) return entry
      if (mayWalk && isLost(answer) && ++this.#lost % LOST_PER_WALKER === 0) {
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

  /** Reads from any server. @throws if none responds */
  async read<Found>(path: string): Promise<Found> {
    for (let sends = 0; sends < SENDS_MAX; sends++) {
      const answer = await this.#server().client.send<Found>('GET', path)
      if (answer.status === 200) return answer.body
      await delay(pauseMs(answer))
    }
    throw new Error(`No server responds to ${path}.`)
  }

  #server(): Server {
    const server = this.#servers[this.#next++ % this.#servers.length]
    if (!server) throw new Error('the fleet is empty')
    return server
  }
}

/** No response, or a 503: the request may have been executed. */
const isLost = ({ status, refused }: Answer<unknown>): boolean => (status === 0 && !refused) || status === 503

const pauseMs = (answer: Answer<unknown>): number => Math.min(answer.retryAfterMs ?? RESEND_MS, RESEND_MS_MAX)
