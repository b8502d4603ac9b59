import type { ActiveSalesView, SaleView } from '@hourglass/core/contract'
import { expect, test } from '@playwright/test'
import { get } from '../api.ts'
import { buyAll } from '../crowd.ts'
import { hourlySale } from '../screens.ts'
import { take, VARIANTS } from './taking.ts'

/** Longer than it takes to capture the screenshots. */
const TAKING_MS = 45_000

test('captures the screen between two sales', async ({ browser, request }) => {
  test.setTimeout(300_000)
  const timeLeft = async () => {
    const { next, server_time } = await get<ActiveSalesView>(request, '/v1/sales/active')
    return next ? Date.parse(next.starts_at) - Date.parse(server_time) : 0
  }
  await expect.poll(timeLeft, { timeout: 150_000 }).toBeGreaterThan(TAKING_MS)
  const { id, first_item_id, items_count } = await hourlySale(request)
  await buyAll(Array.from({ length: items_count }, (_, at) => first_item_id + at))
  await expect.poll(async () => (await get<SaleView>(request, `/v1/sales/${id}`)).status).toBe('sold_out')
  for (const { name, context: variant } of VARIANTS) {
    const context = await browser.newContext(variant)
    const page = await context.newPage()
    await page.goto('/')
    await take(page, 'sold out', name)
    await page.getByRole('heading', { name: 'What sold fastest' }).evaluate((heading) => heading.scrollIntoView())
    await take(page, 'between sales', name)
    await context.close()
  }
})
