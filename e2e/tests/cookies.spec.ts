import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, expect, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { availableItem, readItem } from '../api.ts'
import { chromiumOptions } from '../chromium.ts'
import { Holder } from '../holder.ts'

const { apiUrl, webUrl } = addresses(process.env)
const BLOCKED = /Your browser blocks cookies here\./
/** Chromium's content setting: 1 allows, 2 blocks. */
const BLOCK = 2

interface Refusing {
  context: BrowserContext
  close(): Promise<void>
}

/** A browser with all cookies blocked. */
async function blockedBySetting(): Promise<Refusing> {
  const profile = await mkdtemp(join(tmpdir(), 'hourglass-cookies-'))
  await mkdir(join(profile, 'Default'))
  const preferences = { profile: { default_content_setting_values: { cookies: BLOCK } } }
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
  const options = { ...chromiumOptions(process.env), baseURL: webUrl }
  const context = await chromium.launchPersistentContext(profile, options)
  return {
    context,
    async close() {
      await context.close()
      await rm(profile, { recursive: true })
    },
  }
}

/** A browser with cookies enabled, where the API's cookies are lost in transit. */
async function lostOnTheWay(): Promise<Refusing> {
  const browser = await chromium.launch(chromiumOptions(process.env))
  const context = await browser.newContext({ baseURL: webUrl })
  await context.route(`${apiUrl}/trpc/**`, async (route) => {
    const response = await route.fetch()
    const { 'set-cookie': _, ...headers } = response.headers()
    await context.clearCookies()
    await route.fulfill({ response, headers })
  })
  return { context, close: () => browser.close() }
}

for (const { browser, open, position } of [
  { browser: 'a browser that blocks cookies', open: blockedBySetting, position: 6_300 },
  { browser: 'a browser whose cookies are lost on the way', open: lostOnTheWay, position: 6_350 },
]) {
  test(`${browser} explains why nothing can be bought, held or added to the cart, and reserves nothing`, async ({
    request,
  }) => {
    const item = await availableItem(request, position)
    const { context, close } = await open()
    const page = await context.newPage()
    const reserving: string[] = []
    page.on('request', (sent) => {
      if (/\/trpc\/(reservations\.create|orders\.place|purchase)/.test(sent.url())) reserving.push(sent.url())
    })
    const holder = new Holder(page)
    await holder.open(item)
    await page.getByRole('button', { name: 'Hold', exact: true }).click()
    await expect(page.getByRole('main')).toContainText(BLOCKED)
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await expect(page.getByRole('main').getByText(BLOCKED)).toHaveCount(2)
    await page.getByRole('button', { name: /^Buy/ }).click()
    await expect(holder.answer).toContainText(BLOCKED)
    await expect(holder.sheet.getByRole('button', { name: /^Buy for|Try again/ })).toHaveCount(0)
    expect(reserving).toEqual([])
    expect(await readItem(request, item.id)).toMatchObject({ state: 'available' })
    await close()
  })
}

test('a browser with cookies checks once and shows no message', async ({ page, request }) => {
  const item = await availableItem(request, 6_400)
  const checkouts: string[] = []
  page.on('request', (sent) => {
    if (sent.method() === 'POST' && /\/trpc\/checkout/.test(sent.url())) checkouts.push(sent.url())
  })
  const holder = new Holder(page)
  await holder.open(item)
  await holder.holds()
  expect(checkouts).toHaveLength(2)
  await holder.givesBack()
  await expect(holder.held).toHaveAttribute('data-hold', 'CANCELED')
  await expect(page.getByText(BLOCKED)).toHaveCount(0)
  await page.getByRole('button', { name: /^Buy/ }).click()
  await expect(holder.answer).toHaveAttribute('data-stage', 'ready')
  expect(checkouts).toHaveLength(3)
})
