import { expect, test } from '@playwright/test'
import { availableItem, buyOverRest, readItem } from '../api.ts'
import { Holder } from '../holder.ts'

/** Longer than the duration of a hold in the tests plus the second it takes to expire. */
const HOLD_OVER_MS = 60_000

test('a hold shows its remaining time, is visible to others, and becomes an order when confirmed', async ({
  browser,
  page,
  request,
}) => {
  const item = await availableItem(request, 3_000)
  const [holder, other] = [new Holder(page), new Holder(await browser.newPage())]
  await Promise.all([holder.open(item), other.open(item)])
  await holder.holds()

  await expect(holder.timeLeft).toHaveText(/^0:\d\d left$/)
  await expect(holder.held.locator('svg circle').last()).toHaveAttribute('stroke-dashoffset', /^\d/)
  await expect(other.page.getByText('Held', { exact: true })).toBeVisible()
  await expect(other.page.getByRole('button', { name: /^Buy/ })).toHaveCount(0)
  await holder.page.reload()
  await expect(holder.held).toHaveAttribute('data-hold', 'ACTIVE')

  await holder.confirmsHold()
  await expect(holder.held).toContainText('It’s yours.')
  await expect.poll(() => readItem(request, item.id)).toMatchObject({ state: 'sold', units_left: 0 })
  await page.goto('/me')
  await expect(page.getByRole('region', { name: 'Orders' })).toContainText(item.name)
  await expect(page.getByRole('region', { name: 'Holds' })).toContainText('It’s yours.')
  await other.page.close()
})

test('a canceled hold releases the item immediately for other buyers', async ({ page, request }) => {
  const item = await availableItem(request, 3_200)
  const holder = new Holder(page)
  await holder.open(item)
  await holder.holds()
  await holder.givesBack()

  await expect(holder.held).toContainText('You released this hold.')
  await expect(page.getByRole('button', { name: /^Buy/ })).toBeVisible()
  const { total_purchased } = await buyOverRest(request, 'e2e-after-hold', item.id)
  expect(total_purchased).toBe(1)
  await expect(page.getByText('Sold', { exact: true })).toBeVisible()
})

test('the page shows a hold as expired only after the server does, and the item is available again', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 3_400)
  const holder = new Holder(page)
  await holder.open(item)
  await holder.holds()

  await expect(holder.held).toHaveAttribute('data-hold', 'EXPIRED', { timeout: HOLD_OVER_MS })
  await expect(holder.held).toContainText('Your hold expired. It’s back on sale.')
  await expect.poll(() => readItem(request, item.id)).toMatchObject({ state: 'available' })
  await expect(page.getByRole('button', { name: /^Buy/ })).toBeVisible()
  await page.goto('/me')
  await expect(page.getByRole('region', { name: 'Holds' })).toContainText('Your hold expired.')
})

test('an item can be held from the sheet on the sale page, and its card shows the remaining time', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 3_600)
  const holder = new Holder(page)
  await holder.openAt(item)
  await holder.checksOut(item)
  await holder.sheet.getByRole('button', { name: 'Hold', exact: true }).click()

  await expect(holder.held).toHaveAttribute('data-hold', 'ACTIVE')
  await expect(holder.sheet.getByRole('button', { name: /^Buy for/ })).toHaveCount(0)
  await holder.sheet.getByRole('button', { name: 'Back to the drop' }).click()
  await expect(holder.card(item)).toContainText(/0:\d\d left/)
  await expect(holder.card(item).getByRole('link', { name: 'Held for you' })).toBeVisible()
})

test('the remaining time is correct in a browser whose clock is off by an hour', async ({ page, request }) => {
  await page.addInitScript((offMs) => {
    const now = Date.now
    Date.now = () => now() + offMs
  }, 3_600_000)
  const item = await availableItem(request, 3_800)
  const holder = new Holder(page)
  await holder.open(item)
  await holder.holds()
  await expect(holder.timeLeft).toHaveText(/^0:(1[0-5]|0[1-9]) left$/)
  await page.goto('/me')
  await expect(holder.timeLeft).toHaveText(/^0:(1[0-5]|0[1-9]) left$/)
})
