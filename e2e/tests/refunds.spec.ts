import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import type { PlacedItem } from '../api.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { openSale } from '../merchant.ts'
import { Operator } from '../operator.ts'
import { Shopper } from '../shopper.ts'
import { expectFits } from '../targets.ts'

interface Bought {
  item: PlacedItem
  orderId: string
}

/** Reserves an item that has to be paid for. Ends on the order's page. */
async function reserve(page: Page, request: APIRequestContext, name: string): Promise<Bought> {
  const items = [{ name: 'Returned lamp', price: 2_450, stock: 2 }]
  const sale = await openSale(request, { name, payment: 'required', items })
  const [item] = sale.items
  if (!item) throw new Error('the sale has an item')
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await shopper.confirms()
  await expect(page).toHaveURL(/\/orders\//)
  return { item, orderId: page.url().split('/').at(-1) ?? '' }
}

async function pay(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Pay/ }).click()
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page.getByRole('link', { name: 'Back to your order' }).click()
  await expect(page.locator('[data-status="confirmed"]')).toBeVisible()
}

test('a shopper cancels an order instead of paying, and the item is back on sale @phone', async ({ page, request }) => {
  const { item } = await reserve(page, request, 'Canceled before paying')
  await page.getByRole('button', { name: 'Cancel this order' }).click()
  await expect(page.getByText('It goes back on sale.')).toBeVisible()
  await expectNoSeriousFinding(page, 'canceling an order')
  await expectFits(page, 'canceling an order')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Cancel this order' }).click()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(page.locator('[data-status="canceled"]')).toContainText('You canceled it. It is back on sale.')
  await expect(page.getByRole('timer')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Cancel this order' })).toHaveCount(0)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
})

test('a shopper cancels a paid order within the window, and the money goes back', async ({ page, request }) => {
  const { item } = await reserve(page, request, 'Canceled after paying')
  await pay(page)
  await page.getByRole('button', { name: 'Cancel this order' }).click()
  await expect(page.getByText(/anything you paid goes back to you\. You can cancel until \d/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(page.locator('[data-status="canceled"]')).toBeVisible()
  await expect(page.getByText('Returned lamp. €24.50 was paid back.')).toBeVisible()
  await page.goto('/collection')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: item.name })).toHaveCount(0)
})

test('an operator refunds an order in the console, and the shopper reads why', async ({ page, request, browser }) => {
  const { item, orderId } = await reserve(page, request, 'Refunded')
  await pay(page)

  const console = await (await browser.newContext()).newPage()
  const operator = new Operator(console)
  await operator.arrives('refunder', `/console/search?in=orders&order_id=${orderId}`, 'operator')
  await console.getByRole('button', { name: /^Refund order HG-/ }).click()
  const dialog = console.getByRole('dialog')
  await expect(dialog.getByLabel('Returned lamp, of 1')).toHaveValue('1')
  await dialog.getByLabel('Returned lamp, of 1').fill('0')
  await expect(dialog.getByText('Choose at least one unit.')).toBeVisible()
  await dialog.getByLabel('Returned lamp, of 1').fill('1')
  await dialog.getByRole('button', { name: 'Refund €24.50' }).click()
  await expect(dialog.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true')
  await expectNoSeriousFinding(console, 'a refund')
  await dialog.getByLabel('Reason').fill('Arrived broken')
  await dialog.getByRole('button', { name: 'Refund €24.50' }).click()
  await expect(dialog).toBeHidden()
  await expect(operator.row('Returned lamp')).toContainText(
    /1 unit refunded, €24\.50 (on its way|done): Arrived broken/,
  )
  await expect(console.getByRole('button', { name: /^Refund order/ })).toHaveCount(0)

  await page.reload()
  await expect(page.locator('[data-status="refunded"]')).toBeVisible()
  await expect(page.getByText('Returned lamp. €24.50 was paid back. Reason: Arrived broken')).toBeVisible()
  await console.goto(`/console/sales/${item.sale_id}`)
  await expect(operator.figure('refunded')).toContainText('€24.50')
  await expect(operator.figure('kept')).toContainText('€0')
  await expect(operator.row('Refunded')).toContainText('€24.50')
  await expectNoSeriousFinding(console, 'the money of a sale')
})
