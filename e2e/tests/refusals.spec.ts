import { expect, test } from '@playwright/test'
import { availableItem, availableItems, buyInSession, purchaseOverRest } from '../api.ts'
import { Shopper } from '../shopper.ts'

const LIMIT = 10

test('a shopper at the limit sees the reason, and the item stays available to others', async ({ page }) => {
  const others = await availableItems(page.request, 6_000, LIMIT)
  const wanted = await availableItem(page.request, 7_000)
  const shopper = new Shopper(page)
  await shopper.openAt(wanted)
  const bought = await buyInSession(
    page.request,
    others.map(({ id }) => id),
  )
  expect(bought.total_purchased).toBe(LIMIT)

  await shopper.checksOut(wanted)
  await shopper.confirms()

  await expect(shopper.answer).toHaveAttribute('data-stage', 'refused')
  await expect(shopper.answer).toContainText('You’ve reached the limit for this drop.')
  await shopper.sheet.getByRole('button', { name: 'Back to the drop' }).click()
  await expect(shopper.card(wanted).getByRole('button')).toHaveText(/^Buy/)
})

test('after a lost purchase response the page says so and retries, and nothing is bought twice', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 8_000)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  const code = await shopper.checksOut(item)
  const lineIsBack = Promise.withResolvers<void>()
  let asked = 0
  await page.route(/\/trpc\/purchase/, async (route) => {
    asked++
    if (asked > 1) await lineIsBack.promise
    const response = await route.fetch()
    await (asked > 1 ? route.fulfill({ response }) : route.abort('connectionreset'))
  })

  await shopper.confirms()
  await expect(shopper.answer).toContainText('Connection lost. Checking your order; you won’t be charged twice.')
  lineIsBack.resolve()
  const order = await shopper.receives(item)

  expect(await (await purchaseOverRest(request, code)).json()).toMatchObject({
    code: 'code_used',
    order: { id: order },
  })
})
