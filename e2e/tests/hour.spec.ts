import type { ActiveSalesView, SalesView } from '@hourglass/core/contract'
import { expect, test } from '@playwright/test'
import { answerIn, get } from '../api.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

/** Time until an instant, plus a margin. */
const until = (moment: string) => Math.max(0, Date.parse(moment) - Date.now()) + 2_000

test('on the hour the page announces the next drop, links to it once it is open, and stays on the current page', async ({
  page,
  request,
}) => {
  const sale = await hourlySale(request)
  const { next_starts_at } = await get<Pick<SalesView, 'sales'> & { next_starts_at: string }>(
    request,
    '/v1/sales/active',
  )
  // The page's clock is moved to the hour. The server's cannot be, so its response is mocked.
  await page.clock.install()
  let isOpen = false
  await page.route(/\/trpc\/[^?]*sales\.active/, async (route) => {
    const response = await route.fetch()
    const body = await response.json()
    const answer = answerIn<ActiveSalesView>(body, route.request().url(), 'sales.active')
    if (isOpen) {
      answer.sales.push({ ...sale, id: sale.id + 1_000, name: 'Drop 1001', starts_at: next_starts_at })
      answer.next_starts_at = new Date(Date.parse(next_starts_at) + 3_600_000).toISOString()
    }
    await route.fulfill({ response, json: body })
  })
  const shopper = new Shopper(page)
  await page.goto('/')
  await shopper.seesLive()
  const card = page.locator('li[data-item]').first()
  const looked = await card.elementHandle()
  const timer = page.getByRole('timer').first()
  await page.clock.fastForward(until(next_starts_at))
  await expect(timer).toContainText('Opening')
  await expect(timer).not.toContainText('00:00')
  await expect(page.locator('[data-opened]')).toHaveCount(0)

  isOpen = true
  await page.clock.runFor(2_000)
  const offer = page.locator('[data-opened]')
  await expect(offer).toHaveText('Drop 1001 is open. See it')
  await expect(offer.getByRole('link')).toHaveAttribute('href', `/sales/${sale.id + 1_000}`)
  await expect(timer).toContainText(/\d\d:\d\d/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(sale.name)
  await expect(page.getByRole('main')).toContainText(/[\d,]+ of 10,000 left/)
  expect(await looked?.evaluate((element) => element.isConnected)).toBe(true)
})
