import { normalizeMailAddress } from '@hourglass/core/domain'
import { schema } from '@hourglass/db'
import { desc, eq } from 'drizzle-orm'
import type { Answer, ServerStage } from './stage.ts'

/** A browser: it keeps cookies, and sends the origin of the storefront. */
export interface Browser {
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  query(procedure: string, input?: unknown): Promise<Answer>
  mutate(procedure: string, input?: unknown): Promise<Answer>
  cookies: Map<string, string>
}

export const STOREFRONT = 'http://localhost:3000'

export function browserAt(stage: Pick<ServerStage, 'send'>, headers: Record<string, string> = {}): Browser {
  const cookies = new Map<string, string>()
  const send = async (path: string, options: RequestInit = {}): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await stage.send(path, {
      redirect: 'manual',
      ...options,
      headers: { origin: STOREFRONT, cookie, ...headers, ...options.headers },
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '' || /max-age=0/i.test(set) || /expires=Thu, 01 Jan 1970/i.test(set)) cookies.delete(name)
      else cookies.set(name, value)
    }
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
  return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? ''
}

/** Signs a browser in with a code. @returns the account's user id */
export async function signIn(stage: ServerStage, browser: Browser, email: string): Promise<string> {
  await browser.post('/auth/email-otp/send-verification-otp', { email })
  const { status, body } = await browser.post('/auth/sign-in/email-otp', { email, otp: await codeTo(stage, email) })
  if (status !== 200) throw new Error(`the sign-in failed: ${JSON.stringify(body)}`)
  return body.user.id
}
