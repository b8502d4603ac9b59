import { until } from '@hourglass/stack/testing'
import { Cookies, codeIn } from './cookies.ts'

/** The storefront's origin, which browsers send. */
const STOREFRONT = 'http://localhost:3000'
const TIMEOUT_MS = 15_000

/** An answer to a browser; status 0 without one: the request may have been executed. */
export interface BrowserAnswer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: arbitrary JSON
  body: any
}

/** A browser, which keeps the cookies that any server gives it. */
export class Browser {
  readonly cookies = new Cookies()

  /** Never rejects. */
  async send(origin: string, path: string, body?: object): Promise<BrowserAnswer> {
    const headers: Record<string, string> = { origin: STOREFRONT, cookie: this.cookies.header }
    if (body) headers['content-type'] = 'application/json'
    try {
      const response = await fetch(origin + path, {
        method: body ? 'POST' : 'GET',
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      this.cookies.keep(response.headers)
      return { status: response.status, body: text ? JSON.parse(text) : null }
    } catch {
      return { status: 0, body: null }
    }
  }
}

export const SEND_CODE = '/auth/email-otp/send-verification-otp'
export const ENTER_CODE = '/auth/sign-in/email-otp'

type ReadRows = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>

/** The newest code in the development mailbox for an address; undefined if there is none. */
export async function newestCode(read: ReadRows, email: string): Promise<string | undefined> {
  const rows = await read<{ text: string }>(
    `SELECT text FROM mails WHERE recipient = $1 AND kind = 'sign_in_code' ORDER BY id DESC LIMIT 1`,
    [email],
  )
  return codeIn(rows[0]?.text)
}

/** Signs a browser in with a code. */
export const signIn = (browser: Browser, origin: string, read: ReadRows, email: string): Promise<void> =>
  until(`${email} signs in`, async () => {
    await browser.send(origin, SEND_CODE, { email })
    const otp = await newestCode(read, email)
    return otp !== undefined && (await browser.send(origin, ENTER_CODE, { email, otp })).status === 200
  })
