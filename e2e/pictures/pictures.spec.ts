import { type Page, test } from '@playwright/test'
import { availableItem } from '../api.ts'
import { CartShopper } from '../cart.ts'
import { buyAll } from '../crowd.ts'
import { Holder } from '../holder.ts'
import { openSale } from '../merchant.ts'
import { hourlySale, openScreens } from '../screens.ts'
import { settled, take, VARIANTS } from './taking.ts'

/** Items sold in advance; some are in the list twice. */
const SOLD = 3_400
/** A linear congruential generator (Park & Miller 1988): the same items in every run, spread over the field. */
const [MULTIPLIER, MODULUS] = [48_271, 2 ** 31 - 1]

test.beforeAll('a sale that has been on for a while', async ({ request }) => {
  test.setTimeout(120_000)
  const { first_item_id, items_count, units } = await hourlySale(request)
  if (units.sold > 0) return
  let random = 1
  const ids = Array.from({ length: SOLD }, () => {
    random = (random * MULTIPLIER) % MODULUS
    return first_item_id + (random % items_count)
  })
  await buyAll([...new Set(ids)])
})

for (const { at, name, context: variant } of VARIANTS) {
  test(`captures every screen, ${name}`, async ({ browser }) => {
    test.setTimeout(240_000)
    const context = await browser.newContext(variant)
    const page = await context.newPage()
    await openOnes(page, name)
    await buyingOnes(page, { variant: name, from: 300 * (at + 1) })
    await merchantOnes(page, name)
    await page.goto('/')
    await new Holder(page).seesLive()
    await context.setOffline(true)
    await page.getByText('You’re offline.').waitFor()
    await take(page, 'offline', name)
    await context.close()
  })
}

async function toShelf(page: Page): Promise<void> {
  await settled(page)
  await page.locator('#items').evaluate((heading) => heading.scrollIntoView())
}

async function openOnes(page: Page, variant: string): Promise<void> {
  for (const [screen, path] of Object.entries(await openScreens(page.request))) {
    await page.goto(path)
    if (screen.startsWith('found')) await toShelf(page)
    await take(page, screen, variant)
  }
  await page.goto('/')
  await toShelf(page)
  await take(page, 'shelf', variant)
  await page.goto('/')
  await settled(page)
  const closer = page.getByRole('button', { name: 'Zoom in' })
  while (await closer.isEnabled()) await closer.click()
  await page.waitForFunction(() => performance.getEntriesByType('resource').length > 60)
  await take(page, 'field near', variant)
}

async function buyingOnes(page: Page, { variant, from }: { variant: string; from: number }): Promise<void> {
  const [bought, held] = [await availableItem(page.request, from), await availableItem(page.request, from + 150)]
  const shopper = new Holder(page)
  await shopper.openAt(bought)
  await shopper.checksOut(bought)
  await take(page, 'checkout', variant)
  await shopper.confirms()
  const order = await shopper.receives(bought)
  await take(page, 'receipt', variant)
  await page.goto(`/orders/${order}`)
  await page.getByText(bought.name).first().waitFor()
  await take(page, 'order', variant)
  await shopper.open(held)
  await shopper.holds()
  await take(page, 'hold', variant)
  await page.goto('/me')
  await page.getByText(bought.name).first().waitFor()
  await take(page, 'mine', variant)
  await page.goto('/collection')
  await page.getByText(bought.name).first().waitFor()
  await take(page, 'collection', variant)
}

async function merchantOnes(page: Page, variant: string): Promise<void> {
  const { sale, items } = await openSale(page.request, {
    name: 'Harvest table',
    items: [
      { name: 'Stoneware cup', stock: 60, price: 1_800, list_price: 2_400 },
      { name: 'Walnut board', stock: 24, price: 4_500 },
      { name: 'Linen for six', stock: 12, price: 9_000, buyer_limit: 1 },
    ],
    ends_at: new Date(Date.now() + 3 * 3_600_000).toISOString(),
  })
  await page.goto(`/sales/${sale.id}`)
  await take(page, 'merchant sale', variant)
  const cart = new CartShopper(page)
  for (const item of items) await cart.adds(item)
  await cart.opensCart()
  await page.getByText('Walnut board').first().waitFor()
  await take(page, 'full cart', variant)
}
