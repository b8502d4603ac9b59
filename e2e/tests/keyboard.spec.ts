import { expect, type Page, test } from '@playwright/test'
import { availableItem, readItem } from '../api.ts'
import { Shopper } from '../shopper.ts'

/** Further than any way by Tab in these pages. */
const TABS_MAX = 60

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (name.test(focused)) return
  }
  throw new Error(`nothing called ${name} is reached within ${TABS_MAX} tabs`)
}

test('an item is searched, bought and its order opened by keys alone, and focus is never lost', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 1_200)
  const shopper = new Shopper(page)
  await page.goto('/')
  await shopper.seesLive()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'To the items' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type(item.name)
  await expect(page.locator('[data-found]')).toHaveAttribute('data-found', '1')

  await tabTo(page, /^Buy/)
  await page.keyboard.press('Enter')
  await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
  await expect(page.getByRole('heading', { name: item.name, level: 2 })).toBeFocused()
  await tabTo(page, /^Buy for/)
  await page.keyboard.press('Enter')
  const order = await shopper.receives(item)
  await expect(page.getByRole('heading', { name: item.name, level: 2 })).toBeFocused()
  await tabTo(page, new RegExp(order))
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/orders/${order}`)
  await expect.poll(() => readItem(request, item.id)).toMatchObject({ state: 'sold' })
})

test('Escape leaves a checkout where it was, and the focus goes back to the card', async ({ page, request }) => {
  const item = await availableItem(request, 1_300)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await page.keyboard.press('Escape')
  await expect(shopper.sheet).toHaveCount(0)
  await expect(shopper.card(item).getByRole('button')).toBeFocused()
})
