import { expect, type Locator, type Page, test } from '@playwright/test'
import { availableItem, availableItems, readItem } from '../api.ts'
import { openScreens } from '../screens.ts'
import { Shopper } from '../shopper.ts'

/** More tab stops than any path in these tests has. */
const TABS_MAX = 60

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (name.test(focused)) return
  }
  throw new Error(`${name} is not reached within ${TABS_MAX} tab stops`)
}

test('an item can be searched, bought and its order opened by keyboard, without losing focus', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 1_200)
  const shopper = new Shopper(page)
  await page.goto('/')
  await shopper.seesLive()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to items' })).toBeFocused()
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
  await tabTo(page, /^HG-/)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/orders/${order}`)
  await expect.poll(() => readItem(request, item.id)).toMatchObject({ state: 'sold' })
})

test('focus stays in place after a purchase, a hold and a change of the cart', async ({ page, request }) => {
  const [item, held, carted] = await availableItems(request, 1_350, 3)
  if (!item || !held || !carted) throw new Error('three items are left')
  const shopper = new Shopper(page)
  const focusIn = (place: Locator) => expect(place.locator(':focus')).toHaveCount(1)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await shopper.confirms()
  await shopper.receives(item)
  await expect(shopper.card(item).getByRole('button')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(shopper.sheet).toHaveCount(0)
  await focusIn(shopper.card(item))

  await page.goto(`/items/${held.id}`)
  await shopper.seesLive()
  await page.getByRole('button', { name: 'Hold', exact: true }).press('Enter')
  const hold = page.locator('[data-hold]')
  await expect(hold).toHaveAttribute('data-hold', 'ACTIVE')
  await expect(page.getByRole('button', { name: 'Hold', exact: true })).toHaveCount(0)
  await focusIn(page.getByRole('main'))
  await hold.getByRole('button', { name: 'Release' }).press('Enter')
  await expect(hold).toHaveAttribute('data-hold', 'CANCELED')
  await focusIn(page.getByRole('main'))

  await page.goto(`/items/${carted.id}`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await expect(page.getByText('Added to cart.')).toBeVisible()
  await page.goto('/cart')
  await page.getByRole('button', { name: /^Remove/ }).press('Enter')
  await expect(page.locator('li[data-item]')).toHaveCount(0)
  await focusIn(page.getByRole('main'))
})

test('Back closes the sheet, and a second Back leaves the page', async ({ page, request }) => {
  const item = await availableItem(request, 1_370)
  const shopper = new Shopper(page)
  await page.goto('/sales')
  await shopper.openAt(item)
  const { href } = await page.evaluate(() => ({ href: location.href }))
  await shopper.checksOut(item)
  await page.goBack()
  await expect(shopper.sheet).toHaveCount(0)
  expect(page.url()).toBe(href)
  await expect(shopper.card(item).getByRole('button', { name: /^Buy/ })).toBeFocused()

  // Neither closing it with its button nor opening the order leaves a history entry.
  await shopper.checksOut(item)
  await shopper.sheet.getByRole('button', { name: 'Cancel' }).click()
  await expect(shopper.sheet).toHaveCount(0)
  await shopper.checksOut(item)
  await shopper.confirms()
  const order = await shopper.receives(item)
  await shopper.sheet.getByRole('link', { name: /^HG-/ }).click()
  await page.waitForURL(`**/orders/${order}`)
  await page.goBack()
  await expect(shopper.card(item)).toBeVisible()
  await expect(shopper.sheet).toHaveCount(0)
  await page.goBack()
  await page.waitForURL('**/sales')
})

test('every skip link has a target on its page', async ({ page, request }) => {
  for (const [screen, path] of Object.entries(await openScreens(request))) {
    await page.goto(path)
    const target = (await page.locator('a.skip').first().getAttribute('href')) ?? ''
    await expect(page.locator(target), `${screen}: ${target}`).toHaveCount(1)
  }
})

test('Escape closes the checkout and returns focus to the card', async ({ page, request }) => {
  const item = await availableItem(request, 1_300)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await page.keyboard.press('Escape')
  await expect(shopper.sheet).toHaveCount(0)
  await expect(shopper.card(item).getByRole('button')).toBeFocused()
})
