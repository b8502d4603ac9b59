import { expect, test } from '@playwright/test'
import { availableItem, purchaseOverRest } from '../api.ts'
import { canBreak, control } from '../control.ts'
import { Shopper } from '../shopper.ts'

test.skip(!canBreak(), 'only a stage of the tests’ own is broken')

/** A server that restarts may take its time on a busy machine. */
const BACK_MS = 60_000

test('a server that is restarted meanwhile is waited for, and the purchase goes on under the same code', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 2_600)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  const code = await shopper.checksOut(item)
  await control('server/stop')
  await expect(page.locator('[data-line]')).toContainText(/Reconnecting\. ?What you see is \d+ seconds? old\./)
  await shopper.confirms()
  await expect(shopper.answer).toContainText('We lost the line. Nothing is bought twice; we are looking.')
  await expect(shopper.answer).toContainText(/Next try in \d s/)
  await control('server/start')
  await expect(shopper.answer).toHaveAttribute('data-stage', 'bought', { timeout: BACK_MS })
  await shopper.receives(item)
  await expect(page.locator('[data-line]')).toHaveAttribute('data-line', 'live', { timeout: BACK_MS })
  expect((await purchaseOverRest(request, code)).status()).toBe(409)
})

test('a page that is opened while the server is away says so and goes on by itself', async ({ page }) => {
  await control('server/stop')
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The shop is out of reach.')
  await expect(page.getByText(/Next try in \d s/)).toBeVisible()
  await control('server/start')
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live', { timeout: BACK_MS })
})

test('with Redis gone meanwhile an item is bought as if nothing were', async ({ page, request }) => {
  const item = await availableItem(request, 2_650)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await control('redis/kill')
  await shopper.confirms()
  await shopper.receives(item)
  await control('redis/start')
  await shopper.sheet.getByRole('button', { name: 'Back to the sale' }).click()
  await expect(shopper.card(item)).toContainText('Sold, to you')
})
