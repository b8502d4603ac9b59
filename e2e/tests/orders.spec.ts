import { expect, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { availableItem, readItem } from '../api.ts'
import { CartShopper } from '../cart.ts'
import { openSale } from '../merchant.ts'
import { DECLINED_QUANTITY, holdOrders } from '../order-step.ts'

const { apiUrl } = addresses(process.env)

test('an order is shown live from queued to confirmed, and is listed among the shopper’s orders', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 9_000)
  const shopper = new CartShopper(page)
  await shopper.adds(item)
  await shopper.opensCart()
  let asked = 0
  await page.route(/\/trpc\/[^?]*orders\.get/, (route) => (asked++ === 0 ? route.continue() : route.abort()))
  const release = holdOrders(apiUrl, item.id)
  const id = await shopper.orders()

  await expect(shopper.status).toHaveAttribute('data-status', /^(queued|processing)$/)
  release()
  await expect(shopper.status).toHaveAttribute('data-status', 'confirmed')
  await expect(shopper.status).toContainText('It’s yours.')
  await expect(page.getByRole('main')).toContainText(item.name)
  await expect(shopper.count).toHaveAttribute('data-cart', '0')
  await expect.poll(() => readItem(request, item.id)).toMatchObject({ state: 'sold' })

  await page.unroute(/\/trpc\/[^?]*orders\.get/)
  await page.goto('/me')
  await expect(page.locator(`[data-order="${id}"]`)).toContainText('Confirmed')
  await page.locator(`[data-order="${id}"]`).getByRole('link').click()
  await expect(shopper.status).toHaveAttribute('data-status', 'confirmed')
})

test('a declined order shows the reason and releases its units', async ({ page, request }) => {
  const { items } = await openSale(request, { name: 'Declined', items: [{ name: 'Urn', stock: 4, price: 900 }] })
  const [urn] = items
  if (!urn) throw new Error('the sale has an item')
  const shopper = new CartShopper(page)
  await shopper.adds(urn, DECLINED_QUANTITY)
  await shopper.opensCart()
  await shopper.orders()

  await expect(shopper.status).toHaveAttribute('data-status', 'failed')
  await expect(shopper.status).toContainText('Your order didn’t go through.')
  await expect(shopper.status).toContainText('card declined')
  await expect.poll(async () => (await readItem(request, urn.id)).units_left).toBe(4)
})

test('the order page polls while its event stream is down', async ({ page, request }) => {
  const item = await availableItem(request, 9_200)
  const shopper = new CartShopper(page)
  await shopper.adds(item)
  await page.route(/\/trpc\/orders\.watch/, (route) => route.abort('connectionreset'))
  await shopper.opensCart()
  await shopper.orders()

  await expect(shopper.status).toHaveAttribute('data-status', 'confirmed')
})

test('an order whose response was lost is not placed twice, neither by a retry nor after a reload', async ({
  page,
  request,
}) => {
  const { items } = await openSale(request, { name: 'Lost answer', items: [{ name: 'Bell', stock: 4, price: 900 }] })
  const [bell] = items
  if (!bell) throw new Error('the sale has an item')
  const shopper = new CartShopper(page)
  await shopper.adds(bell)
  await shopper.opensCart()
  const asked = Promise.withResolvers<void>()
  let times = 0
  await page.route(/\/trpc\/orders\.place/, async (route) => {
    await route.fetch()
    if (++times === 2) asked.resolve()
    await route.abort('connectionreset').catch(() => undefined)
  })
  await page.getByRole('button', { name: /^Order/ }).click()
  await asked.promise

  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.reload()
  const id = await shopper.orders()
  await expect(shopper.status).toHaveAttribute('data-status', 'confirmed')
  await page.goto('/me')
  await expect(page.locator(`[data-order="${id}"]`)).toBeVisible()
  await expect(page.locator('[data-order]')).toHaveCount(1)
  await expect.poll(() => readItem(request, bell.id)).toMatchObject({ units_left: 3 })
})

test('a shopper cannot see another shopper’s order', async ({ browser, page, request }) => {
  const item = await availableItem(request, 9_400)
  const shopper = new CartShopper(page)
  await shopper.adds(item)
  await shopper.opensCart()
  const id = await shopper.orders()

  const other = await browser.newPage()
  await other.goto(new URL(`/orders/${id}`, page.url()).href)
  await expect(other.getByText('We can’t find this order.')).toBeVisible()
  await other.close()
})
