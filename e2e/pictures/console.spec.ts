import { type Page, test } from '@playwright/test'
import { buyOverRest } from '../api.ts'
import { buyAll } from '../crowd.ts'
import { openSale } from '../merchant.ts'
import { Operator } from '../operator.ts'
import { openReceiver } from '../receiver.ts'
import { hourlySale } from '../screens.ts'
import { take, VARIANTS } from './taking.ts'

/** Seconds of sales that the system page shows. */
const SECONDS = 45
const ITEMS_A_SECOND = 60

for (const { at, name, context: variant } of VARIANTS) {
  test(`captures the console, ${name}`, async ({ browser }) => {
    test.setTimeout(240_000)
    const context = await browser.newContext(variant)
    const page = await context.newPage()
    await page.goto('/console')
    await take(page, 'console sign in', name)
    const operator = new Operator(page)
    await operator.arrives(`studio-${name}`)
    if (at === 0) await sellFor(page, SECONDS)
    else await sellFor(page, 3)
    await page.locator('figure canvas').nth(4).waitFor()
    await take(page, 'console system', name)
    await salesOnes(page, operator, name)
    await operator.goesTo('Search')
    await page.locator('tbody tr').first().waitFor()
    await take(page, 'console search', name)
    await operator.goesTo('Keys')
    await page.locator('tbody tr').first().waitFor()
    await take(page, 'console keys', name)
    await webhookOnes(page, operator, name)
    await operator.goesTo('Audit log')
    await page.locator('tbody tr').first().waitFor()
    await take(page, 'console audit log', name)
    await context.close()
  })
}

/** Sells items from the end of the hourly sale at a constant rate; some are attempted twice, which is refused. */
async function sellFor(page: Page, seconds: number): Promise<void> {
  const { first_item_id, items_count, units } = await hourlySale(page.request)
  let next = first_item_id + items_count - 1 - units.sold
  for (let second = 0; second < seconds; second++) {
    const end = performance.now() + 1_000
    const ids = Array.from({ length: ITEMS_A_SECOND + Math.round(40 * Math.sin(second / 5)) }, () => next--)
    await buyAll(ids, { each: 1 + (second % 4), name: `studio-${next}` })
    await page.waitForFunction(
      (until) => performance.timeOrigin + performance.now() >= until,
      performance.timeOrigin + end,
    )
  }
}

async function salesOnes(page: Page, operator: Operator, variant: string): Promise<void> {
  const { sale, items } = await openSale(page.request, {
    name: 'Harvest table',
    items: [
      { name: 'Stoneware cup', stock: 60, price: 1_800, list_price: 2_400 },
      { name: 'Walnut board', stock: 24, price: 4_500 },
    ],
    ends_at: new Date(Date.now() + 3 * 3_600_000).toISOString(),
  })
  for (let n = 0; n < 12; n++) await buyOverRest(page.request, `studio-${n}`, items[n % 2]?.id ?? 0)
  await operator.goesTo('Sales')
  await page.getByRole('link', { name: 'Harvest table' }).first().waitFor()
  await take(page, 'console sales', variant)
  await page.goto(`/console/sales/${sale.id}`)
  await page.getByText('Matches the ledger').waitFor()
  await operator.figure('orders').waitFor()
  await take(page, 'console sale', variant)
  await page.goto('/console/sales/new')
  await page.getByRole('button', { name: 'Add item' }).click()
  await take(page, 'console new sale', variant)
}

async function webhookOnes(page: Page, operator: Operator, variant: string): Promise<void> {
  const receiver = await openReceiver()
  await operator.goesTo('Webhooks')
  await page.getByLabel('URL').fill(receiver.url)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await page.getByRole('link', { name: receiver.url }).click()
  await page.getByRole('button', { name: 'Send test event' }).click()
  await operator.row('webhook.test').getByText('delivered').waitFor()
  await take(page, 'console webhook', variant)
  receiver.close()
}
