import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { canBreak } from '../control.ts'
import { openSale } from '../merchant.ts'
import { openRealShop } from '../real-money.ts'
import { Shopper } from '../shopper.ts'

const NOT_PAID = 'Play money. Nothing is charged, and nothing is shipped.'
const PAID_WITH_TEST = 'Play money. You pay on a test page. Nothing is charged, and nothing is shipped.'

async function lampOf(request: APIRequestContext, payment: 'none' | 'required') {
  const items = [{ name: 'Lamp', price: 2_450, stock: 2 }]
  const { items: placed } = await openSale(request, { name: `Lamps, payment ${payment}`, payment, items })
  const [lamp] = placed
  if (!lamp) throw new Error('the sale has an item')
  return lamp
}

const main = (page: Page) => page.getByRole('main')

test('a sale that takes no payment calls its money play money: the drop, its description, the item, checkout, receipt, order and cart', async ({
  page,
  request,
}) => {
  const lamp = await lampOf(request, 'none')
  const shopper = new Shopper(page)
  await shopper.openAt(lamp)
  await expect(main(page).getByText(NOT_PAID)).toBeVisible()
  await expect(page.locator('meta[name="description"]')).toHaveAttribute('content', /Play money\.$/)
  await page.goto(`/items/${lamp.id}`)
  await expect(main(page).getByText(NOT_PAID)).toBeVisible()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'View cart' }).click()
  await expect(main(page).getByText(NOT_PAID)).toBeVisible()
  await page.getByRole('button', { name: 'Check out' }).click()
  await expect(shopper.sheet.getByText(NOT_PAID)).toBeVisible()
  await shopper.confirms()
  await shopper.receives(lamp)
  await expect(shopper.sheet.getByText(NOT_PAID)).toBeVisible()
  await shopper.sheet.getByRole('link', { name: /^HG-/ }).click()
  await expect(main(page).getByText(NOT_PAID)).toBeVisible()
  await expect(main(page).getByText(/^HG(-[0-9A-Z]{4}){3}$/)).toBeVisible()
})

test('a sale that is paid for with the provider `test` says that one pays play money', async ({ page, request }) => {
  const lamp = await lampOf(request, 'required')
  const shopper = new Shopper(page)
  await shopper.openAt(lamp)
  await expect(main(page).getByText(PAID_WITH_TEST)).toBeVisible()
  await shopper.checksOut(lamp)
  await expect(shopper.sheet.getByText(PAID_WITH_TEST)).toBeVisible()
  await shopper.sheet.getByRole('button', { name: 'Reserve and pay €24.50' }).click()
  await expect(page).toHaveURL(/\/orders\//)
  await expect(main(page).getByText(PAID_WITH_TEST)).toBeVisible()
})

test('with a real provider nothing is called play money', async ({ page, request }) => {
  test.skip(!canBreak(), 'needs Playwright’s own storefront')
  const lamp = await lampOf(request, 'required')
  const shop = await openRealShop()
  try {
    const isPlain = async () => {
      await expect(page.locator('html')).not.toContainText(/play money|nothing is charged, and/i)
      const description = page.locator('meta[name="description"]')
      expect(await description.getAttribute('content')).not.toMatch(/play money/i)
    }
    const shopper = new Shopper(page)
    await page.goto(shop.url)
    await shopper.seesLive()
    await isPlain()
    await page.goto(`${shop.url}/items/${lamp.id}`)
    await expect(page.getByRole('heading', { level: 1, name: 'Lamp' })).toBeVisible()
    await isPlain()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: 'View cart' }).click()
    await expect(page.getByRole('heading', { level: 2, name: 'Lamps, payment required' })).toBeVisible()
    await isPlain()
    await page.goto(`${shop.url}/sales/${lamp.sale_id}`)
    await shopper.checksOut(lamp)
    await isPlain()
    await shopper.confirms()
    await expect(page).toHaveURL(/\/orders\//)
    await expect(page.getByRole('link', { name: 'Pay €24.50' })).toBeVisible()
    await expect(main(page).getByText(/^HG(-[0-9A-Z]{4}){3}$/)).toBeVisible()
    await isPlain()
  } finally {
    await shop.stop()
  }
})
