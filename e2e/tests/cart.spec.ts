import { expect, test } from '@playwright/test'
import { availableItem, buyOverRest, readItem } from '../api.ts'
import { CartShopper } from '../cart.ts'
import { openSale } from '../merchant.ts'

test('changing quantities and removing lines updates the total, and checkout takes the whole cart', async ({
  page,
  request,
}) => {
  const { items } = await openSale(request, {
    name: 'Cart sale',
    items: [
      { name: 'Cart bowl', stock: 20, price: 1_000 },
      { name: 'Cart bell', stock: 5, price: 250 },
      { name: 'Cart urn', stock: 5, price: 4_000 },
    ],
  })
  const [bowl, bell, urn] = items
  if (!bowl || !bell || !urn) throw new Error('the sale has three items')
  const shopper = new CartShopper(page)
  await shopper.adds(bowl, 2)
  await shopper.adds(bell)
  await shopper.adds(urn)
  await shopper.opensCart()
  await expect(page.locator('[data-sale]')).toContainText('€62.50')

  await page.getByRole('button', { name: 'Increase quantity of Cart bowl' }).click()
  await expect(page.locator('[data-sale]')).toContainText('€72.50')
  await page.getByRole('button', { name: 'Remove Cart urn' }).click()
  await expect(shopper.line(urn)).toHaveCount(0)
  await expect(page.locator('[data-sale]')).toContainText('€32.50')
  await page.reload()
  await expect(shopper.count).toHaveAttribute('data-cart', '4')

  await page.getByRole('button', { name: 'Check out' }).click()
  await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
  await expect(shopper.answer).toContainText('3 × Cart bowl, Cart bell')
  await shopper.sheet.getByRole('button', { name: 'Buy for €32.50' }).click()
  await expect(shopper.answer).toContainText('All 4 are yours.')
  await shopper.sheet.getByRole('button', { name: 'Back to cart' }).click()
  await expect(page.getByText('Your cart is empty.')).toBeVisible()
  await expect.poll(() => readItem(request, bowl.id)).toMatchObject({ units_left: 17 })
})

test('a line that was sold to another buyer is reported, and the rest can be bought', async ({ page, request }) => {
  const [gone, here] = [await availableItem(request, 5_000), await availableItem(request, 5_200)]
  const shopper = new CartShopper(page)
  await shopper.adds(gone)
  await shopper.adds(here)
  await buyOverRest(request, 'e2e-faster', gone.id)

  await shopper.opensCart()
  await expect(shopper.line(gone)).toContainText('Sold out')
  await expect(shopper.line(here)).toContainText('Available')
  await page.getByRole('button', { name: 'Check out' }).click()
  await expect(shopper.answer).toContainText('1 item has sold out. The rest is available.')
  await shopper.sheet.getByRole('button', { name: /^Buy for/ }).click()
  await shopper.receives(here)
  await shopper.sheet.getByRole('button', { name: 'Back to cart' }).click()
  await expect(shopper.line(here)).toHaveCount(0)

  await page.getByRole('button', { name: 'Empty cart' }).click()
  await expect(page.getByText('Your cart is empty.')).toBeVisible()
})
