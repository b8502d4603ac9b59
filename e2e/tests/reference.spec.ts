import { AxeBuilder } from '@axe-core/playwright'
import type { SaleView } from '@hourglass/core/contract'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { makeKey } from '../operator.ts'
import { openQueue, passFor } from '../queue.ts'
import { hourlySale } from '../screens.ts'
import { expectFits } from '../targets.ts'

const { apiUrl } = addresses(process.env)

/** The form that sends a route's request. */
function formOf(page: Page, route: string): Locator {
  return page.locator(`h3#${route} ~ details.try`).first()
}

/** Opens a route's form. */
async function opens(page: Page, route: string): Promise<Locator> {
  const form = formOf(page, route)
  await form.locator('summary').click()
  return form
}

async function sends(form: Locator, status: RegExp): Promise<string> {
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(form.getByRole('status')).toHaveText(status)
  await expect(form.locator('pre')).toContainText('{')
  return (await form.locator('pre').textContent()) ?? ''
}

test('the API’s root leads to the reference, which passes every WCAG A and AA rule of axe in both themes and has no script error', async ({
  page,
}) => {
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${apiUrl}/`)
  await expect(page).toHaveURL(`${apiUrl}/docs`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hourglass API')
  await opens(page, 'checkout')
  const findings = async (axe: AxeBuilder) =>
    (await axe.analyze()).violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target).join(', ')}`)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  expect(await findings(new AxeBuilder({ page }).withTags(tags))).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  expect(await findings(new AxeBuilder({ page }).withRules(['color-contrast']))).toEqual([])
  expect(faults).toEqual([])
})

test('the reference asks no other host for anything', async ({ page }) => {
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await page.goto(`${apiUrl}/docs`)
  await sends(await opens(page, 'readActiveSales'), /^200 OK/)
  expect([...hosts]).toEqual([new URL(apiUrl).host])
})

test('searching finds a route by its path, its words or its method, and leads to it', async ({ page }) => {
  await page.goto(`${apiUrl}/docs`)
  const search = page.getByRole('searchbox', { name: 'Search' })
  const found = page.getByRole('navigation').getByRole('link')
  await search.fill('/v1/webhooks delete')
  await expect(found).toHaveCount(1)
  await search.fill('liveness')
  await expect(found).toHaveText([/Liveness probe/])
  await search.press('Enter')
  await expect(page).toHaveURL(/#isAlive$/)
  await expect(page.locator('#isAlive')).toBeInViewport()
  await search.fill('nothing is called this')
  await expect(page.getByText('No matches')).toBeVisible()
})

test('a request sent from the page gets the server’s answer, with the key of the page', async ({ page, request }) => {
  const sale = await hourlySale(request)
  await page.goto(`${apiUrl}/docs`)
  const form = await opens(page, 'readSale')
  await form.getByLabel('id').fill(String(sale.id))
  const answer = await sends(form, /^200 OK, \d+ ms$/)
  expect((JSON.parse(answer.slice(answer.indexOf('{'))) as SaleView).name).toBe(sale.name)
  await form.getByLabel('id').fill('none')
  expect(await sends(form, /^4\d\d /)).toContain('"code":')

  const { key } = await makeKey(request, `reference-${crypto.randomUUID().slice(0, 8)}`, ['buy'])
  await page.getByLabel('Key for requests from this page').fill(key)
  const keys = await opens(page, 'listKeys')
  expect(await sends(keys, /^403 /)).toContain('"scope_missing"')
})

test('a request sent from the page buys in a sale with a waiting room, with a pass', async ({ page, request }) => {
  const { sale, items } = await openQueue(request, 'Reference')
  await page.goto(`${apiUrl}/docs`)
  const form = await opens(page, 'checkout')
  await form.getByLabel('user_id').fill('ann')
  await form.getByLabel('id', { exact: true }).fill(String(items[0]?.id))
  expect(await sends(form, /^403 /)).toContain('"pass_required"')
  await form.getByLabel('Hourglass-Pass').fill(await passFor(request, sale.id, 'ann'))
  expect(await sends(form, /^200 /)).toContain('"code"')
})

test('a language is chosen for all examples, by keyboard too, and is copied', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(`${apiUrl}/docs`)
  const tabs = page.getByRole('tablist', { name: 'Language' }).first().getByRole('tab')
  await expect(tabs).toHaveText(['curl', 'TypeScript', 'Python'])
  await tabs.first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(tabs.nth(1)).toBeFocused()
  await expect(page.getByRole('tab', { name: 'TypeScript', selected: true })).toHaveCount(
    await page.locator('.examples').count(),
  )
  const example = page.locator('h3#isAlive ~ .examples').first()
  await expect(example.getByRole('tabpanel', { name: 'TypeScript' })).toBeVisible()
  await example.getByRole('button', { name: 'Copy' }).click()
  await expect(example.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/await fetch\(.*\/livez`\)/)
  await context.close()
})

test('without JavaScript the examples are shown one below the other', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${apiUrl}/docs`)
  await expect(page.locator('h3#isAlive ~ .examples').first().locator('pre')).toHaveCount(3)
  for (const example of await page.locator('h3#isAlive ~ .examples').first().locator('pre').all())
    await expect(example).toBeVisible()
  await expect(page.getByRole('searchbox')).toBeHidden()
  await context.close()
})

for (const width of [320, 390])
  test(`the reference fits a phone of ${width} px, and its targets are 44 px`, { tag: '@phone' }, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 })
    await page.goto(`${apiUrl}/docs`)
    await opens(page, 'checkout')
    await expectFits(page, 'reference', 'main a')
  })
