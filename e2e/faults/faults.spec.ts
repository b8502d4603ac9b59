import { expect, test } from '@playwright/test'
import { availableItem, purchaseOverRest } from '../api.ts'
import { canBreak, control } from '../control.ts'
import { untilServed } from '../served.ts'
import { Shopper } from '../shopper.ts'

test.skip(!canBreak(), 'injects faults, so it needs the stage that Playwright starts')

/** Timeout for a server restart on a loaded machine. */
const BACK_MS = 60_000

test('a purchase continues with the same code after a server restart', async ({ page, request }) => {
  const item = await availableItem(request, 2_600)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  const code = await shopper.checksOut(item)
  await control('server/stop')
  await expect(page.locator('[data-connection]')).toContainText(/Reconnecting… ?Updated \d+ seconds? ago\./)
  await shopper.confirms()
  await expect(shopper.answer).toContainText('Connection lost. Checking your order; you won’t be charged twice.')
  await expect(shopper.answer).toContainText(/Retrying in \d s/)
  await control('server/start')
  await expect(shopper.answer).toHaveAttribute('data-stage', 'bought', { timeout: BACK_MS })
  await shopper.receives(item)
  await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live', { timeout: BACK_MS })
  expect((await purchaseOverRest(request, code)).status()).toBe(409)
})

test('a page opened while the server is down says so and recovers by itself', async ({ page, request }) => {
  await control('server/stop')
  await untilServed(request, '/', 'The shop is unavailable.')
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The shop is unavailable.')
  await expect(page.getByText(/Retrying in \d s/)).toBeVisible()
  await control('server/start')
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live', { timeout: BACK_MS })
})

test('an item can be bought while Redis is down', async ({ page, request }) => {
  const item = await availableItem(request, 2_650)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await control('redis/kill')
  await shopper.confirms()
  await shopper.receives(item)
  await control('redis/start')
  await shopper.sheet.getByRole('button', { name: 'Back to the drop' }).click()
  await expect(shopper.card(item)).toContainText('Yours')
})
