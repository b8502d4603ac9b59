import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, type BrowserAnswer, ENTER_CODE, newestCode, SEND_CODE } from '../../harness/browser.ts'
import type { Server } from '../../harness/fleet.ts'
import type { Random } from '../../harness/random.ts'
import { readAtOnce } from '../judge/stored-state.ts'
import type { Tally } from './tally.ts'

/** Longer than any fault. */
const SENDS_MAX = 400
const RESEND_MS = 100

/** The outcome of a call, once a server has answered it. */
export interface Called {
  /** `ok`, or the code of the refusal. */
  outcome: string
  // biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
  data: any
  /** Sends without an answer, or with a retryable 503. */
  lost: number
}

/** Calls servers from browsers, each time another server, and repeats a call until it is answered. */
export interface Caller {
  servers: readonly Server[]
  random: Random
  databaseUrl: string
  tally: Tally
  /** Checks that take seconds and run beside what follows. */
  pending: Promise<void>[]
}

/** Without a server, each send goes to a random one. @throws if no server answers */
export async function call(by: Caller, browser: Browser, path: string, input?: object, at?: Server): Promise<Called> {
  for (let lost = 0; lost < SENDS_MAX; lost++) {
    const { origin, name } = at ?? by.random.pick(by.servers)
    const answer = await browser.send(origin, path, input)
    by.tally.check('no browser gets an internal error', answer.status !== 500, () => `${name} ${path}`)
    if (answer.status !== 0 && answer.status !== 503) return { ...read(answer), lost }
    await delay(RESEND_MS)
  }
  throw new Error(`no server answers ${path}`)
}

export const query = (by: Caller, browser: Browser, name: string, at?: Server): Promise<Called> =>
  call(by, browser, `/trpc/${name}`, undefined, at)

export const mutate = (by: Caller, browser: Browser, name: string, input: object = {}, at?: Server): Promise<Called> =>
  call(by, browser, `/trpc/${name}`, input, at)

function read({ status, body }: BrowserAnswer): Omit<Called, 'lost'> {
  if (status === 200) return { outcome: 'ok', data: body?.result?.data ?? body }
  const problem = body?.error?.data?.problem ?? body
  return { outcome: problem?.code ?? String(status), data: problem }
}

/** Signs a browser in with a code, again if an answer is lost. @returns the id of the account */
export async function signIn(by: Caller, browser: Browser, email: string): Promise<string> {
  let lostBefore = 0
  for (let tries = 0; tries < SENDS_MAX; tries++) {
    const sent = await call(by, browser, SEND_CODE, { email })
    const otp = await codeOf(by, email)
    if (sent.outcome !== 'ok' || otp === undefined) throw new Error(`no code for ${email}: ${sent.outcome}`)
    const entered = await call(by, browser, ENTER_CODE, { email, otp })
    // After a lost answer, the code may have been used, or an earlier request may still replace it.
    const certain = sent.lost + entered.lost + lostBefore === 0
    if (certain)
      by.tally.check('a code that was sent signs in', entered.outcome === 'ok', () => `${email}: ${entered.outcome}`)
    if (entered.outcome === 'ok') return entered.data.user.id
    lostBefore += sent.lost + entered.lost
    await delay(RESEND_MS)
  }
  throw new Error(`${email} cannot sign in`)
}

const codeOf = ({ databaseUrl }: Caller, email: string): Promise<string | undefined> =>
  readAtOnce(databaseUrl, (rows) => newestCode(rows, email))
