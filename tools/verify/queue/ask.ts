import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Client, Method, Sent } from '../../harness/client.ts'
import type { Random } from '../../harness/random.ts'
import type { Tally } from '../people/tally.ts'

/** Longer than any fault. */
const SENDS_MAX = 600
const RESEND_MS = 100

/** A server that visitors call. */
export interface Door {
  name: string
  client: Pick<Client, 'send'>
}

/** Whom visitors call, and what is noted of the answers. */
export interface Venue {
  servers: readonly Door[]
  random: Random
  tally: Tally
}

// biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
export type Answered = Answer<any> & { outcome: string }

/** Asks servers, each time another one, until one answers. @throws if none does */
export async function ask(venue: Venue, method: Method, path: string, sent: Sent = {}): Promise<Answered> {
  for (let sends = 0; sends < SENDS_MAX; sends++) {
    const server = venue.random.pick(venue.servers)
    const answer = await server.client.send<Record<string, unknown>>(method, path, sent)
    const { status, body } = answer
    venue.tally.check('no visitor gets an internal error', status !== 500, () => `${server.name} ${path}`)
    const isLimited = status === 429
    if (status !== 0 && status !== 503 && !isLimited)
      return { ...answer, outcome: status < 300 ? 'ok' : String(body.code ?? status) }
    await delay(isLimited ? 10 * RESEND_MS : RESEND_MS)
  }
  throw new Error(`no server answers ${path}`)
}
