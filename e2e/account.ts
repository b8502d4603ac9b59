import { readFileSync } from 'node:fs'
import { expect, type Locator, type Page } from '@playwright/test'

const CODE = /^Subject: (\d{6}) is your Hourglass sign-in code/m

/** Whether tests can read the mail that the shop sends: only if Playwright started it. */
export const canReadMail = (env: NodeJS.ProcessEnv = process.env): boolean => Boolean(env.E2E_MAIL_FILE)

/** The mails to an address as they were sent, oldest first. */
function mailsTo(email: string): string[] {
  const file = process.env.E2E_MAIL_FILE
  if (!file) throw new Error('E2E_MAIL_FILE is not set: the storefront under test must be started by Playwright')
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { to: string[]; raw: string } => JSON.parse(line))
    .filter(({ to }) => to.includes(email))
    .map(({ raw }) => raw)
}

/** The codes that were mailed to an address, oldest first. */
const codesTo = (email: string): string[] => mailsTo(email).flatMap((raw) => CODE.exec(raw)?.[1] ?? [])

/** Waits for a mail with this subject, and returns it as it was sent. */
export async function mailTo(email: string, subject: string): Promise<string> {
  const found = () => mailsTo(email).filter((raw) => raw.includes(`Subject: ${subject}`))
  await expect.poll(() => found().length, { message: `"${subject}" to ${email}` }).toBe(1)
  return found()[0] ?? ''
}

/** Waits for the mail. @param count how many codes the address has been sent so far */
export async function codeTo(email: string, count = 1): Promise<string> {
  await expect.poll(() => codesTo(email).length, { message: `mails to ${email}` }).toBe(count)
  return codesTo(email).at(-1) ?? ''
}

/** Another six digits. */
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

let addresses = 0
/** An address of its own for each test. */
export const newEmail = (name: string): string => `${name}-${process.pid}-${addresses++}@example.com`

/** A shopper with an account. */
export class Member {
  readonly page: Page
  readonly email: string
  constructor(page: Page, email: string) {
    this.page = page
    this.email = email
  }

  /** In the header. */
  get control(): Locator {
    return this.page.getByRole('banner').getByRole('link', { name: /^(Sign in|Account)$/ })
  }

  /** Fills in the form on the page or in the dialog. @param count how many codes the address has been sent, with this one */
  async fillsIn(count = 1): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(this.email)
    await this.page.getByRole('button', { name: 'Send me a code' }).click()
    const code = this.page.getByLabel('Code', { exact: true })
    await expect(code).toBeFocused()
    await code.fill(await codeTo(this.email, count))
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  /** Signs in on the page for it. */
  async signsIn(next = '/account', count = 1): Promise<void> {
    await this.page.goto(`/sign-in?${new URLSearchParams({ next })}`)
    await this.fillsIn(count)
    await this.page.waitForURL((url) => url.pathname + url.search === next)
    await this.isSignedIn()
  }

  async isSignedIn(): Promise<void> {
    await expect(this.control).toHaveText('Account')
  }

  async isGuest(): Promise<void> {
    await expect(this.control).toHaveText('Sign in')
  }

  section(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }
}
