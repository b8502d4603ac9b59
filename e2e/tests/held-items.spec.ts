import type { HoldView } from '@hourglass/core/contract'
import { type APIRequestContext, expect, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { availableItem } from '../api.ts'
import { Holder } from '../holder.ts'

const { apiUrl } = addresses(process.env)
const BACK_AT = /Someone else is holding it\. It may be back at \d\d:\d\d\./

/** A hold created over REST, with functions to end it. */
async function holdOverRest(request: APIRequestContext, itemId: number) {
  const data = { user_id: 'e2e-other-holder', item_id: itemId }
  const answer = await request.post(`${apiUrl}/v1/reservations`, { data })
  if (!answer.ok()) throw new Error(`the hold gave ${answer.status()}: ${await answer.text()}`)
  const reservation = (await answer.json()) as HoldView
  const end = async (how: 'cancel' | 'confirm') => {
    const ended = await request.post(`${apiUrl}/v1/reservations/${reservation.id}/${how}`, {
      data: { user_id: data.user_id },
    })
    if (!ended.ok()) throw new Error(`${how} gave ${ended.status()}: ${await ended.text()}`)
  }
  return { cancel: () => end('cancel'), confirm: () => end('confirm') }
}

test('a shopper sees when to retry an item that another buyer holds, and can buy it once it is released', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 4_200)
  const shopper = new Holder(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  const hold = await holdOverRest(request, item.id)
  await expect(shopper.card(item)).toContainText('Held')
  await shopper.confirms()

  await expect(shopper.answer).toContainText(BACK_AT)
  await expect(shopper.answer).not.toContainText('Just sold')
  await hold.cancel()
  await expect(shopper.answer).toContainText('It’s back. You can buy it now.')
  await shopper.sheet.getByRole('button', { name: 'Try again' }).click()
  await shopper.receives(item)
})

test('a shopper waiting for a held item sees immediately that it was sold', async ({ page, request }) => {
  const item = await availableItem(request, 4_300)
  const shopper = new Holder(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  const hold = await holdOverRest(request, item.id)
  await shopper.confirms()
  await expect(shopper.answer).toContainText(BACK_AT)
  await hold.confirm()
  await expect(shopper.answer).toContainText('Just sold.')
})

test('a held item is not shown as sold on its card or page, and becomes available without a reload', async ({
  browser,
  page,
  request,
}) => {
  const item = await availableItem(request, 4_400)
  const [onCard, onPage] = [new Holder(page), new Holder(await browser.newPage())]
  await onCard.openAt(item)
  await onPage.open(item)
  const hold = await holdOverRest(request, item.id)

  await expect(onCard.card(item)).toContainText('Held')
  await expect(onCard.card(item)).not.toContainText('Sold')
  await expect(onCard.card(item).locator('img')).toHaveCSS('opacity', '1')
  const main = onPage.page.getByRole('main')
  await expect(main).toContainText('Someone else is holding it. It may come back.')
  await expect(onPage.page.getByRole('button', { name: /^Buy/ })).toHaveCount(0)

  await hold.cancel()
  await expect(onCard.card(item).getByRole('button')).toHaveText(/^Buy/)
  await expect(onPage.page.getByRole('button', { name: /^Buy/ })).toBeVisible()
  await expect(main).not.toContainText('Someone else is holding it')
  await onPage.page.close()
})

test('buying an item that the shopper holds in another tab leads to the hold, which can be purchased', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 4_500)
  const losing = new Holder(page)
  const holding = new Holder(await page.context().newPage())
  await losing.openAt(item)
  await losing.checksOut(item)
  await holding.open(item)
  await holding.holds()
  await expect(losing.card(item)).toContainText('Held for you')
  await losing.confirms()

  const inSheet = losing.sheet.locator('[data-hold]')
  await expect(losing.sheet).toContainText('You’re already holding it')
  await expect(inSheet).toHaveAttribute('data-hold', 'ACTIVE')
  await inSheet.getByRole('button', { name: /^Confirm for/ }).click()
  await expect(inSheet).toHaveAttribute('data-hold', 'CONFIRMED')
  await expect(holding.held).toHaveAttribute('data-hold', 'CONFIRMED')
})
