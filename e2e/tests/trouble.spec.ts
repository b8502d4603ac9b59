import type { RefusalCode } from '@hourglass/core/contract'
import { expect, type Route, test } from '@playwright/test'
import { availableItem, buyOverRest, purchaseOverRest, readItem } from '../api.ts'
import { Shopper } from '../shopper.ts'

/** A refusal in tRPC format. */
const refusal = (route: Route, code: RefusalCode, status: number, retryable: boolean) =>
  route.fulfill({
    status,
    headers: {
      'access-control-allow-origin': new URL(route.request().headers().origin ?? '').origin,
      'access-control-allow-credentials': 'true',
    },
    json: {
      error: { message: code, code: -32_000, data: { code, httpStatus: status, problem: { code, retryable, status } } },
    },
  })

test('the page retries a busy server by itself and shows when', async ({ page, request }) => {
  const item = await availableItem(request, 1_500)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  let asked = 0
  await page.route(/\/trpc\/purchase/, (route) => (++asked > 2 ? route.continue() : refusal(route, 'busy', 503, true)))
  await shopper.confirms()
  await expect(shopper.answer).toContainText('High demand.')
  await expect(shopper.answer).toContainText(/Retrying in \d s/)
  await shopper.receives(item)
  expect(asked).toBe(3)
})

test('an expired code buys nothing and is replaced by a new one', async ({ page, request }) => {
  const item = await availableItem(request, 1_600)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await page.route(/\/trpc\/purchase/, (route) => refusal(route, 'code_expired', 410, false), { times: 1 })
  await shopper.confirms()
  await expect(shopper.answer).toHaveAttribute('data-stage', 'refused')
  await expect.poll(() => readItem(request, item.id)).toMatchObject({ state: 'available' })
  await shopper.sheet.getByRole('button', { name: 'Try again' }).click()
  await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
  await shopper.confirms()
  await shopper.receives(item)
})

test('an item that sells during checkout is refused with an explanation and alternatives', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 1_700)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await buyOverRest(request, 'faster', item.id)
  await shopper.confirms()
  await expect(shopper.answer).toHaveAttribute('data-stage', 'refused')
  await expect(shopper.answer).toContainText(/Just sold\. [\d,]+ others are available\./)
})

test('a page reloaded during a purchase shows the resulting order once', async ({ page, request }) => {
  const item = await availableItem(request, 1_800)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  const code = await shopper.checksOut(item)
  const sent = Promise.withResolvers<void>()
  await page.route(/\/trpc\/purchase/, async (route) => {
    await route.fetch()
    sent.resolve()
    await route.abort('connectionreset')
  })
  await shopper.confirms()
  await sent.promise
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.reload()
  await expect(shopper.card(item)).toContainText('Yours')
  await page.goto('/me')
  await expect(page.getByRole('region', { name: 'Orders' }).getByText(item.name)).toHaveCount(1)
  expect((await purchaseOverRest(request, code)).status()).toBe(409)
})

test('Back from an item returns to the previous position', async ({ page, request }) => {
  const item = await availableItem(request, 1_900)
  const shopper = new Shopper(page)
  await page.goto(`/sales/${item.sale_id}?search=${encodeURIComponent(item.name)}`)
  await shopper.card(item).getByRole('heading').getByRole('link').click()
  await page.waitForURL(`**/items/${item.id}`)
  await page.goBack()
  await expect(shopper.card(item)).toBeVisible()
  await expect(page.getByRole('searchbox')).toHaveValue(item.name)
})

test('an item bought in one tab is shown as sold in another tab of the shopper', async ({ context, request }) => {
  const item = await availableItem(request, 2_200)
  const [one, other] = [new Shopper(await context.newPage()), new Shopper(await context.newPage())]
  await one.openAt(item)
  await other.openAt(item)
  await one.page.bringToFront()
  await one.checksOut(item)
  await one.confirms()
  await one.receives(item)
  await other.page.bringToFront()
  await expect(other.card(item)).toContainText('Sold')
  await other.page.goto('/me')
  await expect(other.page.getByRole('region', { name: 'Orders' })).toContainText(item.name)
})

test('if a shopper buys an item in two tabs, the later tab says that it is already theirs', async ({
  context,
  request,
}) => {
  const item = await availableItem(request, 2_250)
  const [one, other] = [new Shopper(await context.newPage()), new Shopper(await context.newPage())]
  for (const shopper of [one, other]) {
    await shopper.openAt(item)
    await shopper.checksOut(item)
  }
  await one.confirms()
  await one.receives(item)
  await other.confirms()
  await expect(other.answer).toHaveAttribute('data-stage', 'refused')
  await expect(other.answer).toContainText('It’s already yours. You bought it in another tab.')
  await expect(other.answer).not.toContainText('Just sold')
})

test('a bought item is marked as the shopper’s and in color after a reload, on the sale and item pages', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 2_300)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await shopper.confirms()
  await shopper.receives(item)
  await page.reload()
  await expect(shopper.card(item)).toContainText('Yours')
  await expect(shopper.card(item).locator('[data-state="owned"] img')).toHaveCSS('opacity', '1')
  await page.goto(`/items/${item.id}`)
  await expect(page.getByRole('main')).toContainText('Yours')
})

test('the sale and item pages show the limit per buyer before a purchase', async ({ page, request }) => {
  const item = await availableItem(request, 2_350)
  for (const path of ['/', `/items/${item.id}`]) {
    await page.goto(path)
    await expect(page.getByRole('main')).toContainText('Up to 10 per person.')
  }
})

test('an unknown URL shows a 404 page with a link onward', async ({ page }) => {
  for (const path of ['/nowhere', '/items/999999999', '/sales/999999', '/sales/999999/proof']) {
    const response = await page.goto(path)
    expect(response?.status(), path).toBe(404)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found')
    await expect(page.getByRole('link', { name: 'See the current drop' })).toBeVisible()
  }
})
