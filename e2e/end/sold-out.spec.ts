import type { SaleItemsView, SalesView } from '@hourglass/core/contract'
import { type APIRequestContext, expect, test } from '@playwright/test'
import { get } from '../api.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { canBreak } from '../control.ts'
import { buyAll } from '../crowd.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

test.skip(!canBreak(), 'sells out the sale, so it needs the stage that Playwright starts')

const PAGE_ITEMS = 200

/** All available items of a sale. */
async function availableIds(request: APIRequestContext, saleId: number): Promise<number[]> {
  const ids: number[] = []
  for (;;) {
    const path = `/v1/sales/${saleId}/items?state=available&limit=${PAGE_ITEMS}&offset=${ids.length}`
    const { items, total } = await get<SaleItemsView>(request, path)
    ids.push(...items.map(({ id }) => id))
    if (items.length === 0 || ids.length >= total) return ids
  }
}

test('while a sale sells out the page counts down, announces milestones once, and then shows the screen between sales', async ({
  page,
  request,
}) => {
  const sale = await hourlySale(request)
  const shopper = new Shopper(page)
  await page.goto(`/sales/${sale.id}`)
  await shopper.seesLive()
  const said = page.locator('[data-milestone]')
  await said.evaluate((element) => {
    new MutationObserver(() => {
      document.documentElement.dataset.said = `${document.documentElement.dataset.said ?? ''}|${element.textContent}`
    }).observe(element, { childList: true, characterData: true, subtree: true })
  })
  const ids = await availableIds(request, sale.id)
  await buyAll(ids, { name: 'end' })
  await expect(page.getByText('Sold out. Every piece found a buyer.')).toBeVisible()
  await expect(said).toHaveText('The last one just sold.')
  const heard = (await page.locator('html').getAttribute('data-said'))?.split('|').filter(Boolean) ?? []
  expect(heard).toEqual([...new Set(heard)])

  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('heading', { name: 'What sold fastest' })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: 'The next drop' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Add to calendar' })).toBeVisible()
})

test('the sold-out sale has no serious axe violations in either theme', async ({ page, request }) => {
  const { sales } = await get<SalesView>(request, '/v1/sales?limit=100')
  const sale = sales.find(({ kind, status }) => kind === 'hourly' && status === 'sold_out')
  await page.goto(`/sales/${sale?.id}`)
  await expect(page.getByText('Sold out. Every piece found a buyer.')).toBeVisible()
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
  await expectNoSeriousFinding(page, 'sold out')
})
