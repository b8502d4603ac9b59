import { expect, test } from '@playwright/test'
import { availableItem, buyOverRest } from '../api.ts'
import { Shopper } from '../shopper.ts'

test('of two shoppers buying the same item one succeeds, the other sees that it just sold, and both see it sold', async ({
  browser,
  request,
}) => {
  const item = await availableItem(request, 2_000)
  const contexts = [await browser.newContext(), await browser.newContext()]
  const shoppers = await Promise.all(
    contexts.map(async (context) => {
      const shopper = new Shopper(await context.newPage())
      await shopper.openAt(item)
      await shopper.checksOut(item)
      return shopper
    }),
  )

  await Promise.all(shoppers.map((shopper) => shopper.confirms()))
  const stages = await Promise.all(
    shoppers.map(async ({ answer }) => {
      await expect(answer).toHaveAttribute('data-stage', /^(bought|refused)$/)
      return answer.getAttribute('data-stage')
    }),
  )
  expect(stages.toSorted()).toEqual(['bought', 'refused'])
  for (const [at, shopper] of shoppers.entries()) {
    const bought = stages[at] === 'bought'
    if (bought) await shopper.receives(item)
    else await expect(shopper.answer).toContainText('Just sold.')
    await expect(shopper.card(item)).toContainText(bought ? 'Yours' : 'Sold')
  }
  await Promise.all(contexts.map((context) => context.close()))
})

test('a purchase over REST is shown as sold on an open page without a reload', async ({ page, request }) => {
  const item = await availableItem(request, 4_000)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await expect(shopper.card(item).getByRole('button')).toHaveText(/^Buy/)

  await buyOverRest(request, `e2e-partner-${item.id}`, item.id)

  await expect(shopper.card(item)).toContainText('Sold')
  await expect(shopper.card(item).getByRole('button')).toHaveCount(0)
})
