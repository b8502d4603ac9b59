import type { CreatedApiKeyView, Role, Scope } from '@hourglass/core/contract'
import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test'
import { codeTo, newEmail } from './account.ts'
import { addresses } from './addresses.ts'

const { apiUrl, webUrl } = addresses(process.env)

/** Creates an API key. A partner can have two at a time, so each test uses its own partner name. */
export async function makeKey(
  request: APIRequestContext,
  partner: string,
  scopes: Scope[] = ['admin'],
): Promise<CreatedApiKeyView> {
  const response = await request.post(`${apiUrl}/v1/admin/keys`, { data: { partner, scopes } })
  if (!response.ok()) throw new Error(`no key was made, ${response.status()}: ${await response.text()}`)
  return response.json()
}

/** Gives an e-mail address a role, or (null) takes it, as a program with an admin key. */
export async function appoint(request: APIRequestContext, email: string, role: Role | null): Promise<void> {
  const { key, id } = await makeKey(request, `e2e-${crypto.randomUUID().slice(0, 8)}`)
  const [path, data] = role ? ['operators.set', { email, role }] : ['operators.remove', { email }]
  const response = await request.post(`${apiUrl}/trpc/admin/${path}`, {
    data,
    headers: { authorization: `Bearer ${key}` },
  })
  if (!response.ok()) throw new Error(`the role was not set, ${response.status()}: ${await response.text()}`)
  await request.delete(`${apiUrl}/v1/admin/keys/${id}`)
}

/** An operator at the console. */
export class Operator {
  readonly page: Page
  readonly main: Locator
  constructor(page: Page) {
    this.page = page
    this.main = page.getByRole('main')
  }

  /** Signs in with a new account of this role. @returns its e-mail address */
  async arrives(name: string, path = '/console', role: Role = 'owner'): Promise<string> {
    const email = newEmail(name)
    const { request } = this.page
    await appoint(request, email, role)
    for (const [endpoint, data] of [
      ['email-otp/send-verification-otp', async () => ({ email })],
      ['sign-in/email-otp', async () => ({ email, otp: await codeTo(email) })],
    ] as const) {
      const sent = { data: await data(), headers: { origin: webUrl } }
      const response = await request.post(`${apiUrl}/auth/${endpoint}`, sent)
      if (!response.ok()) throw new Error(`the sign-in failed, ${response.status()}: ${await response.text()}`)
    }
    await this.page.goto(path)
    await expect(this.page.getByRole('navigation', { name: 'Console' })).toBeVisible()
    return email
  }

  async goesTo(place: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: place }).click()
    await expect(this.page.getByRole('heading', { level: 1, name: place })).toBeVisible()
  }

  /** A figure by its label. */
  figure(of: string): Locator {
    return this.main.locator(`[data-figure="${of}"] dd`)
  }

  row(name: string | RegExp): Locator {
    return this.main.getByRole('row').filter({ hasText: name })
  }
}
