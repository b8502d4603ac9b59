import { expect, test } from '@playwright/test'
import { availableItem } from '../api.ts'
import { fieldOf } from '../field.ts'
import { hourlySale } from '../screens.ts'

const found = '[data-found]'

test('searching, filtering and sorting happen in the browser and are kept in the URL', async ({ page, request }) => {
  const item = await availableItem(request, 600)
  await page.goto('/')
  await fieldOf(page)
  await page.getByRole('searchbox', { name: 'Search by name' }).fill(item.name.toLowerCase())
  await expect(page.locator(found)).toHaveAttribute('data-found', '1')
  await expect(page).toHaveURL(/\?search=/)
  await expect(page.locator(`li[data-item="${item.id}"]`)).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()

  const material = page.getByRole('combobox', { name: 'Material' })
  const order = page.getByRole('combobox', { name: 'Sort by' })
  const stillHere = page.getByRole('checkbox', { name: 'Available only' })
  await material.selectOption('obsidian')
  await order.selectOption('dearest')
  await stillHere.check()
  await expect(page).toHaveURL(/show=available&material=obsidian&sort=dearest/)
  const names = page.locator('li[data-item] h3')
  await expect(names.first()).toContainText('Obsidian')
  const first = (await names.first().textContent()) ?? ''
  // The number of results changes as other tests buy.
  const asLeft = async () => {
    await expect(material).toHaveValue('obsidian')
    await expect(order).toHaveValue('dearest')
    await expect(stillHere).toBeChecked()
    await expect(names.first()).toHaveText(first)
    await expect(page.locator(found)).toHaveAttribute('data-found', /^\d{1,3}$/)
  }

  await page.reload()
  await asLeft()
  await names.first().getByRole('link').click()
  await page.waitForURL(/\/items\//)
  await page.goBack()
  await expect(page).toHaveURL(/material=obsidian/)
  await asLeft()
})

test('without JavaScript the same URL shows the same items', async ({ browser, request }) => {
  const sale = await hourlySale(request)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`/sales/${sale.id}?material=opal`)
  const names = await page.locator('li[data-item] h3').allTextContents()
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect(name).toContain('Opal')
  await expect(page.getByRole('application').locator('img')).toHaveJSProperty('naturalWidth', 100)
  await context.close()
})

test('all ten thousand items can be scrolled to, and the page never has more than 1,500 nodes', async ({
  page,
  request,
}) => {
  const sale = await hourlySale(request)
  const nodes = () => page.evaluate(() => document.getElementsByTagName('*').length)
  await page.goto('/')
  await expect(page.locator('li[aria-setsize]').first()).toBeVisible()
  expect(await nodes()).toBeLessThanOrEqual(1_500)
  for (const share of [0.25, 0.5, 0.75, 1]) {
    await page.evaluate((to) => scrollTo(0, document.body.scrollHeight * to), share)
    await expect(page.locator('li[aria-posinset]').first()).not.toHaveAttribute('aria-posinset', '1')
    expect(await nodes()).toBeLessThanOrEqual(1_500)
  }
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await expect(page.locator(`li[aria-posinset="${sale.items_count}"]`)).toBeVisible()
})

for (const { size, tag, viewport } of [
  // Taller than the page with all sales of the other tests.
  { size: 'a desktop', tag: [], viewport: { width: 1280, height: 4_000 } },
  { size: 'a phone', tag: '@phone', viewport: { width: 390, height: 6_000 } },
]) {
  test.describe(`on ${size} whose window shows every card of the first page`, { tag }, () => {
    test.use({ viewport })

    for (const query of ['', '?show=available&sort=cheapest', '?material=obsidian']) {
      test(`server-rendered cards keep their elements and focus when the catalogue arrives: /${query}`, async ({
        page,
      }) => {
        await page.addInitScript(() => {
          const removed: string[] = []
          Object.assign(window, { removed })
          new MutationObserver((changes) => {
            for (const node of changes.flatMap(({ removedNodes }) => [...removedNodes])) {
              const cards = node instanceof HTMLElement ? [node, ...node.querySelectorAll<HTMLElement>('*')] : []
              for (const { dataset, tagName } of cards) if (tagName === 'LI' && dataset.item) removed.push(dataset.item)
            }
          }).observe(document, { childList: true, subtree: true })
        })
        await page.goto(`/${query}`, { waitUntil: 'commit' })
        const buy = page.locator('li[data-item]').nth(5).getByRole('button', { name: /^Buy/ })
        await buy.focus()
        await expect(page.locator('li[data-item][aria-setsize]').nth(11)).toBeVisible()
        expect(await page.evaluate(() => (window as unknown as { removed: string[] }).removed)).toEqual([])
        await expect(buy).toBeFocused()
      })
    }
  })
}
