import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './client.ts'
import type { Server } from './fleet.ts'

/** How often one request is sent before the buyer gives up and never knows. */
const SENDS_MAX = 60
/** Pause before a request is sent again where the server does not name one. */
const RESEND_MS = 50
const RESEND_MS_MAX = 1_000
/** Every so many buyers whose purchase got no answer walk away: what they had taken must come back by itself. */
const LOST_PER_WALKER = 5

/** One sending, as it was written down. */
interface Noted<Entry> {
  entry: Entry
  answer: Answer<unknown>
  /** The answer says what came of the request. */
  answered: boolean
  /** Its buyer may walk away without an answer. */
  mayWalk: boolean
}

/** The fleet as a buyer sees it: any server will do, and what got no answer is sent again. */
export class Sender {
  /** Requests that were given up without an answer, after many sends. */
  gaveUp = 0
  /** Requests whose buyer walked away at the first lost answer. */
  walkedAway = 0
  /** Whether each request goes to two servers at once. */
  twice = false
  readonly #servers: readonly Server[]
  #next = 0
  #lost = 0

  constructor(servers: readonly Server[]) {
    this.#servers = servers
  }

  /**
   * Sends until there is an answer. @param once sends to one server and writes down what came back
   * @param mayTwice whether it is still one thing when it is sent twice
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

  /** Reads from whichever server answers. @throws when none does */
  async read<Found>(path: string): Promise<Found> {
    for (let sends = 0; sends < SENDS_MAX; sends++) {
      const answer = await this.#server().client.send<Found>('GET', path)
      if (answer.status === 200) return answer.body
      await delay(pauseMs(answer))
    }
    throw new Error(`No server answers ${path}.`)
  }

  #server(): Server {
    const server = this.#servers[this.#next++ % this.#servers.length]
    if (!server) throw new Error('there is no server')
    return server
  }
}

/** No answer, or one that says to come again: what was asked for may have been done. */
const isLost = ({ status, refused }: Answer<unknown>): boolean => (status === 0 && !refused) || status === 503

const pauseMs = (answer: Answer<unknown>): number => Math.min(answer.retryAfterMs ?? RESEND_MS, RESEND_MS_MAX)
