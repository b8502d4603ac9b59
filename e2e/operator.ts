import type { CreatedApiKeyView, Scope } from '@hourglass/core/contract'
import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test'
import { addresses } from './addresses.ts'

const { apiUrl } = addresses(process.env)

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

export async function revokeKey(request: APIRequestContext, id: string): Promise<void> {
  const response = await request.delete(`${apiUrl}/v1/admin/keys/${id}`)
  if (!response.ok()) throw new Error(`the key was not revoked: ${await response.text()}`)
}

/** An operator at the console. */
export class Operator {
  readonly page: Page
  readonly main: Locator
  constructor(page: Page) {
    this.page = page
    this.main = page.getByRole('main')
  }

  /** Signs in with a new key of the partner. */
  async arrives(partner: string, path = '/console'): Promise<CreatedApiKeyView> {
    const made = await makeKey(this.page.request, partner)
    await this.page.goto(path)
    await this.shows(made.key)
    await expect(this.page.getByRole('navigation', { name: 'Console' })).toBeVisible()
    return made
  }

  async shows(key: string): Promise<void> {
    await this.page.getByLabel('API key with the admin scope').fill(key)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
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
