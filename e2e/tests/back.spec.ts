import { expect, type Page, test } from '@playwright/test'
import { availableItem, buyOverRest, get } from '../api.ts'
import { Holder } from '../holder.ts'
import { Shopper } from '../shopper.ts'

/** Cuts the page off from the server, so that it shows only its own state. */
async function silence(page: Page): Promise<void> {
  await page.route(/\/v1\/sales\/\d+\/live(\?|$)|\/trpc\//, (route) => route.abort('connectionrefused'))
}

/** Difference between the page's countdown and the server's clock, in seconds. */
async function countdownAhead(page: Page, until: string): Promise<number> {
  const { text, now } = await page
    .locator('main [role="timer"] .unseen')
    .first()
    .evaluate((element) => ({ text: element.textContent ?? '', now: Date.now() }))
  const shown = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return shown - (Date.parse(until) - now) / 1_000
}

test('after Back an item known to be sold is not offered again, even before the server answers', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 6_100)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await expect(shopper.card(item).getByRole('button', { name: /^Buy/ })).toBeVisible()
  await shopper.card(item).getByRole('heading').getByRole('link').click()
  await page.waitForURL(`**/items/${item.id}`)
  await shopper.seesLive()
  await buyOverRest(request, 'sold-before-back', item.id)
  await expect(page.getByRole('main')).toContainText('Sold')
  await silence(page)
  await page.goBack()
  await expect(shopper.card(item)).toContainText('Sold')
  await expect(shopper.card(item).getByRole('button', { name: /^Buy/ })).toHaveCount(0)
})

test('after Back countdowns use the current time, not the render time', async ({ page, request }) => {
  const item = await availableItem(request, 6_150)
  const { next_starts_at } = await get<{ next_starts_at: string }>(request, '/v1/sales/active')
  const holder = new Holder(page)
  await holder.openAt(item)
  await holder.card(item).getByRole('heading').getByRole('link').click()
  await page.waitForURL(`**/items/${item.id}`)
  await holder.seesLive()
  await holder.holds()
  // Some seconds later, on the hold's countdown.
  await expect(holder.timeLeft).toHaveText(/^0:0[1-7] left$/)
  await silence(page)
  await page.goBack()
  await expect(holder.card(item)).toBeVisible()
  expect(Math.abs(await countdownAhead(page, next_starts_at))).toBeLessThan(3)
})

test('a page restored from the back/forward cache refetches the time, the holds and the cart immediately', async ({
  page,
}) => {
  await page.goto('/')
  await new Shopper(page).seesLive()
  await expect(page.locator('[data-cart]')).toHaveAttribute('data-cart', '0')
  const asked = ['sales.active', 'reservations.list', 'cart.get'].map((name) =>
    page.waitForRequest((sent) => new URL(sent.url()).pathname.replace('/trpc/', '').split(',').includes(name)),
  )
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await Promise.all(asked)
})
