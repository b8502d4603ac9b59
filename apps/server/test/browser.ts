import { normalizeMailAddress } from '@hourglass/core/domain'
import { schema } from '@hourglass/db'
import { Cookies, codeIn } from '@hourglass/tools/cookies'
import { desc, eq } from 'drizzle-orm'
import type { Answer, ServerStage } from './stage.ts'

/** A browser: it keeps cookies, and sends the origin of the storefront. */
export interface Browser {
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  query(procedure: string, input?: unknown): Promise<Answer>
  mutate(procedure: string, input?: unknown): Promise<Answer>
  cookies: Cookies
}

export const STOREFRONT = 'http://localhost:3000'

export function browserAt(stage: Pick<ServerStage, 'send'>, headers: Record<string, string> = {}): Browser {
  const cookies = new Cookies()
  const send = async (path: string, options: RequestInit = {}): Promise<Answer> => {
    const answer = await stage.send(path, {
      redirect: 'manual',
      ...options,
      headers: { origin: STOREFRONT, cookie: cookies.header, ...headers, ...options.headers },
    })
    cookies.keep(answer.headers)
    return answer
  }
  const post = (path: string, body?: unknown) =>
    send(path, {
      method: 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  return {
    cookies,
    get: (path) => send(path),
    post,
    query: (procedure, input) =>
      send(`/trpc/${procedure}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`),
    mutate: (procedure, input = {}) => post(`/trpc/${procedure}`, input),
  }
}

/** The newest code that was sent to an address. */
export async function codeTo(stage: Pick<ServerStage, 'ctx'>, email: string): Promise<string> {
  const { mails } = schema
  const [mail] = await stage.ctx.db
    .select()
    .from(mails)
    .where(eq(mails.recipient, normalizeMailAddress(email) ?? ''))
    .orderBy(desc(mails.id))
    .limit(1)
  return codeIn(mail?.text) ?? ''
}

/** Signs a browser in with a code. @returns the account's user id */
export async function signIn(stage: ServerStage, browser: Browser, email: string): Promise<string> {
  await browser.post('/auth/email-otp/send-verification-otp', { email })
  const { status, body } = await browser.post('/auth/sign-in/email-otp', { email, otp: await codeTo(stage, email) })
  if (status !== 200) throw new Error(`the sign-in failed: ${JSON.stringify(body)}`)
  return body.user.id
}
